-- add_content: Make room for a file that will be so large.
INSERT INTO content (size, made_at)
VALUES ($1, $2)
RETURNING id;

-- add_piece: Keep the bytes of a file from an offset on.
INSERT INTO piece (content, start, bytes)
VALUES ($1, $2, $3);

-- piece_around: The piece of a file in which an offset lies, with the offset at which it begins.
SELECT start, bytes
  FROM piece
 WHERE content = $1
   AND start <= $2
 ORDER BY start DESC
 LIMIT 1;

-- lock_digest: Let nobody else keep the same bytes until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('content ' || encode($1, 'hex'), 0));

-- content_by_digest: Where these bytes are kept already.
SELECT id
  FROM content
 WHERE digest = $1;

-- seal_content: Let a whole file be known by its digest.
UPDATE content
   SET digest = $2
 WHERE id = $1;

-- forget_content: Drop a file that is not known by a digest, with its pieces and its upload.
DELETE FROM content
 WHERE id = $1
   AND digest IS NULL;
