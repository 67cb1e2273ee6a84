-- lock_sealing: Let only one root be made at a time, until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('sealing', 0));

-- newest_root: The night and the hash of the newest root.
SELECT night, hash
  FROM root
 ORDER BY night DESC
 LIMIT 1;

-- add_leaves: Note where the chains end that have grown since they were sealed; one that has shrunk keeps what was sealed.
WITH events AS (
    SELECT ref, link, hash
      FROM event
      JOIN (SELECT ref, max(link) AS link FROM event GROUP BY ref) AS newest USING (ref, link)),
papers AS (
    SELECT ref, link, hash
      FROM handing
      JOIN (SELECT ref, max(link) AS link FROM handing GROUP BY ref) AS newest USING (ref, link)),
known AS (
    SELECT DISTINCT ON (ref) ref, links, hash, documents, documents_hash
      FROM leaf
     ORDER BY ref, night DESC)
INSERT INTO leaf (ref, night, links, hash, documents, documents_hash)
SELECT ref, $1,
       greatest(events.link, known.links, 0),
       coalesce(CASE WHEN events.link > coalesce(known.links, 0) THEN events.hash ELSE known.hash END, ''),
       greatest(papers.link, known.documents, 0),
       coalesce(CASE WHEN papers.link > coalesce(known.documents, 0) THEN papers.hash ELSE known.documents_hash END, '')
  FROM events
  FULL JOIN papers USING (ref)
  LEFT JOIN known USING (ref)
 WHERE events.link > coalesce(known.links, 0)
    OR papers.link > coalesce(known.documents, 0);

-- torn_cases: Cases of which something was sealed that is not on record any more, or whose events, words or documents are not what was written, or gone without an erasure.
SELECT leaf.ref
  FROM leaf
  LEFT JOIN event ON event.ref = leaf.ref AND event.link = leaf.links
  LEFT JOIN handing ON handing.ref = leaf.ref AND handing.link = leaf.documents
 WHERE coalesce(event.hash, '') <> leaf.hash
    OR coalesce(handing.hash, '') <> leaf.documents_hash
 UNION
SELECT ref
  FROM (
       SELECT ref, line, hash, event_line(event) AS now, lag(hash) OVER (PARTITION BY ref ORDER BY link) AS before
         FROM event) AS chain
 WHERE now <> line
    OR hash <> link_hash(before, line)
 UNION
SELECT ref
  FROM (
       SELECT handing.ref, handing.line, handing.hash, document_line(kept, handing.link) AS now,
              lag(handing.hash) OVER (PARTITION BY handing.ref ORDER BY handing.link) AS before
         FROM handing
         LEFT JOIN document AS kept ON kept.id = handing.document) AS chain
 WHERE now <> line
    OR hash <> link_hash(before, line)
    OR (now IS NULL AND NOT is_erased(ref, 'caller:' || (line::json ->> 'handed_in_by')))
 UNION
SELECT event.ref
  FROM event
  LEFT JOIN note AS said ON said.id = event.note
 WHERE words_hash(said) <> event.words
    OR (event.words IS NOT NULL AND words_hash(said) IS NULL AND NOT is_erased(event.ref, coalesce(said.author, '')))
 ORDER BY ref;

-- leaves_of_night: Where the chain of each case ended in a night, in the order of the refs, byte by byte.
SELECT DISTINCT ON (ref COLLATE "C") ref, links, hash, documents, documents_hash
  FROM leaf
 WHERE night <= $1
 ORDER BY ref COLLATE "C", night DESC;

-- add_root: Keep the root of a night.
INSERT INTO root (night, cases, events, torn, before, tree, hash, sealed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- list_roots: Roots, the newest first, before one night.
SELECT night, sealed_at, cases, events, torn, before, tree, hash
  FROM root
 WHERE $1::date IS NULL OR night < $1
 ORDER BY night DESC
 LIMIT $2;

-- root_over_case: The root of a night, or the newest one, that stands over a case.
SELECT night, cases, events, torn, before, tree
  FROM root
 WHERE ($2::date IS NULL OR night = $2)
   AND night >= (SELECT min(night) FROM leaf WHERE ref = $1)
 ORDER BY night DESC
 LIMIT 1;

-- proof_of: The place and the hash of an event of a case in its chain, and the first root that stands over it.
SELECT event.link, event.hash, sealed.night, sealed.hash AS root
  FROM event
  LEFT JOIN LATERAL (
       SELECT root.night, root.hash
         FROM leaf
         JOIN root ON root.night = leaf.night
        WHERE leaf.ref = event.ref
          AND leaf.links >= event.link
        ORDER BY leaf.night
        LIMIT 1) AS sealed ON true
 WHERE event.ref = $1
   AND event.n = $2
 ORDER BY event.epoch DESC
 LIMIT 1;
