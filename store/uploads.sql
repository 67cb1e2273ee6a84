-- lock_case_documents: Let nobody else begin or finish an upload for the same case until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('documents ' || $1, 0));

-- add_upload: Note that a file is about to come.
INSERT INTO upload (id, ref, material, name, size, digest, issued_on, valid_until, begun_by, begun_at, expires_at,
                    content)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- one_upload: A file on its way.
SELECT id, ref, material, name, size, digest, issued_on, valid_until, begun_by, begun_at, expires_at, content,
       received, document
  FROM upload
 WHERE id = $1;

-- lock_upload: A file on its way, locked until the transaction ends.
SELECT id, ref, material, name, size, digest, issued_on, valid_until, begun_by, begun_at, expires_at, content,
       received, document
  FROM upload
 WHERE id = $1
   FOR UPDATE;

-- same_upload: The same file for the same place, begun by the same person and still on its way.
SELECT id, ref, material, name, size, digest, issued_on, valid_until, begun_by, begun_at, expires_at, content,
       received, document
  FROM upload
 WHERE ref = $1
   AND material = $2
   AND name = $3
   AND size = $4
   AND digest = $5
   AND issued_on IS NOT DISTINCT FROM $6
   AND valid_until IS NOT DISTINCT FROM $7
   AND begun_by = $8
   AND document IS NULL
   AND expires_at > $9;

-- open_uploads: How many files are on their way to a case.
SELECT count(*)
  FROM upload
 WHERE ref = $1
   AND document IS NULL
   AND expires_at > $2;

-- save_progress: Write how much of a file is here, and until when it may lie.
UPDATE upload
   SET received = $2, expires_at = $3
 WHERE id = $1;

-- save_end: Write what an upload became, and where its bytes are kept.
UPDATE upload
   SET content = $2, document = $3
 WHERE id = $1;

-- sweep_uploads: Drop what was left lying, with its bytes, but for what somebody is about to finish.
DELETE FROM content
 WHERE digest IS NULL
   AND id IN (
       SELECT content
         FROM upload
        WHERE document IS NULL
          AND expires_at <= $1
          FOR UPDATE SKIP LOCKED);

-- sweep_finished: Drop the notes of uploads that are documents by now.
DELETE FROM upload
 WHERE document IS NOT NULL
   AND expires_at <= $1;
