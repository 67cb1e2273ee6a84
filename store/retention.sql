-- erasable_cases: Cases whose period is over, the longest ended first: not held, not erased, and what they were merged into is over for as long.
WITH ended AS (
    SELECT request.ref, 'hotline' AS kept, greatest(request.ended_at, target.ended_at) AS ended_at, request.merged_into
      FROM request
      LEFT JOIN request AS target ON target.ref = request.merged_into AND request.merged_into <> ''
     WHERE request.ended_at IS NOT NULL
       AND (target.ref IS NULL OR target.ended_at IS NOT NULL)
    UNION ALL
    SELECT ref, 'legal', ended_at, '' FROM legal_case WHERE ended_at IS NOT NULL
    UNION ALL
    SELECT ref, 'approval', completed_at, '' FROM project WHERE completed_at IS NOT NULL)
SELECT ended.ref, ended.kept, ended.ended_at
  FROM ended
  JOIN unnest($1::text[], $2::timestamptz[]) AS period (kept, before) ON period.kept = ended.kept
 WHERE ended.ended_at < period.before
   AND ($3::text[] IS NULL OR ended.ref = ANY ($3))
   AND NOT EXISTS (SELECT FROM erasure WHERE erasure.ref = ended.ref)
   AND NOT EXISTS (
       SELECT
         FROM legal_hold
        WHERE legal_hold.ref IN (ended.ref, ended.merged_into)
          AND legal_hold.lifted_at IS NULL)
 ORDER BY ended.ended_at, ended.ref
 LIMIT $4;

-- lines_of_cases: How many rows with something personal these cases have, by table and period.
WITH planned AS (
    SELECT ref, kept FROM unnest($1::text[], $2::text[]) AS planned (ref, kept)),
found AS (
    SELECT 'report' AS table_name, kept, ref AS key FROM planned JOIN report USING (ref)
     UNION
    SELECT 'complainant', kept, complainant.id FROM planned JOIN complainant USING (ref)
     UNION
    SELECT 'legal_matter', kept, ref FROM planned JOIN legal_matter USING (ref)
     UNION
    SELECT 'asker', kept, asker.id FROM planned JOIN asker USING (ref)
     UNION
    SELECT 'pledge', kept, ref FROM planned JOIN pledge USING (ref)
     UNION
    SELECT 'legal_activity', kept, legal_activity.id FROM planned JOIN legal_activity USING (ref)
     UNION
    SELECT 'note', kept, note.id FROM planned JOIN note USING (ref)
     UNION
    SELECT 'document', kept, document.id FROM planned JOIN document USING (ref)
     UNION
    SELECT 'upload', kept, upload.id FROM planned JOIN upload USING (ref)
     UNION
    SELECT 'piece', kept, piece.content || ' ' || start
      FROM planned
      JOIN document USING (ref)
      JOIN piece ON piece.content IN (document.content, document.copy)
     UNION
    SELECT 'letter', kept, letter.id::text
      FROM planned
      JOIN (SELECT ref, id FROM complainant UNION ALL SELECT ref, id FROM asker) AS caller USING (ref)
      JOIN letter ON letter.recipient = 'caller:' || caller.id
     WHERE letter.address <> '' OR letter.text <> ''
     UNION
    SELECT 'letter', kept, letter.id::text
      FROM planned
      JOIN outbox USING (ref)
      JOIN letter ON letter.id = outbox.letter
     WHERE (letter.address <> '' OR letter.text <> '')
       AND NOT EXISTS (
           SELECT FROM outbox AS other WHERE other.letter = letter.id AND other.ref <> ALL ($1::text[])))
SELECT table_name, kept, true AS of_cases, $3::timestamptz AS before, count(*) AS rows,
       sha256(convert_to(string_agg(key, ',' ORDER BY key), 'UTF8')) AS digest
  FROM found
 GROUP BY table_name, kept
 ORDER BY table_name, kept;

-- lines_by_date: How many rows belong to no case and are older than their period, by table.
SELECT table_name, kept, false AS of_cases, period.before, count(*) AS rows,
       sha256(convert_to(string_agg(key, ',' ORDER BY key), 'UTF8')) AS digest
  FROM kept_by_date
  JOIN unnest($1::text[], $2::timestamptz[]) AS period (kept, before) USING (kept)
 WHERE kept_by_date.since < period.before
 GROUP BY table_name, kept, period.before
 ORDER BY table_name, kept;

-- lock_holds: Let nobody place or lift a hold until the transaction ends.
SELECT pg_advisory_xact_lock(hashtext('legal_hold'));

-- place_hold: Forbid to erase anything of a case; the same reason a second time changes nothing.
INSERT INTO legal_hold (ref, reason, placed_by, placed_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (ref, reason) WHERE lifted_at IS NULL DO NOTHING;

-- lift_hold: A reason not to erase is there no more.
UPDATE legal_hold
   SET lifted_by = $3, lifted_at = $4
 WHERE ref = $1
   AND reason = $2
   AND lifted_at IS NULL
RETURNING id;
