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

-- add_erasure_plan: Keep what somebody proposes to erase.
WITH plan AS (
    INSERT INTO erasure_plan (version, made_by, made_at)
    VALUES ($1, $2, $3)
    RETURNING id),
planned AS (
    INSERT INTO erasure_plan_case (plan, ref, kept, ended_at)
    SELECT plan.id, wanted.ref, wanted.kept, wanted.ended_at
      FROM plan
     CROSS JOIN unnest($4::text[], $5::text[], $6::timestamptz[]) AS wanted (ref, kept, ended_at))
SELECT id
  FROM plan;

-- lock_erasure_plan: Who made a plan and who has confirmed it, locked.
SELECT made_by, coalesce(confirmed_by, '') AS confirmed_by
  FROM erasure_plan
 WHERE id = $1
   FOR UPDATE;

-- planned_cases: What a plan would erase.
SELECT ref, kept, ended_at
  FROM erasure_plan_case
 WHERE plan = $1
 ORDER BY ended_at, ref;

-- confirm_erasure_plan: Note who has confirmed a plan.
UPDATE erasure_plan
   SET confirmed_by = $2, confirmed_at = $3
 WHERE id = $1;

-- note_erasures: Write down that the personal data of these cases is gone, by whose word.
INSERT INTO erasure (ref, kept, asked_by, erased_at)
SELECT gone.ref, gone.kept, $3, $4
  FROM unnest($1::text[], $2::text[]) AS gone (ref, kept);

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

-- erase_letters: Empty the addresses of letters to those who handed these cases in, and of those that speak of nothing else.
UPDATE letter
   SET address = ''
 WHERE recipient IN (
       SELECT 'caller:' || id FROM complainant WHERE ref = ANY ($1::text[])
        UNION ALL
       SELECT 'caller:' || id FROM asker WHERE ref = ANY ($1::text[]))
    OR (EXISTS (SELECT FROM outbox WHERE outbox.letter = letter.id AND outbox.ref = ANY ($1::text[]))
        AND NOT EXISTS (SELECT FROM outbox WHERE outbox.letter = letter.id AND outbox.ref <> ALL ($1::text[])));

-- erase_notes: Empty what people wrote in these cases; that they wrote stays.
UPDATE note
   SET body = '{}', salt = NULL
 WHERE ref = ANY ($1::text[]);

-- erase_reports: Empty what was handed in, and where it lay.
UPDATE report
   SET text = '', address = '', lat = NULL, lon = NULL
 WHERE ref = ANY ($1::text[]);

-- erase_complainants: Empty who handed it in.
UPDATE complainant
   SET name = '', phone = NULL, mail = NULL, code = ''
 WHERE ref = ANY ($1::text[]);

-- erase_matters: Empty what the legal circle was asked, and who is on the other side.
UPDATE legal_matter
   SET text = '', address = '', lat = NULL, lon = NULL, other_side = ''
 WHERE ref = ANY ($1::text[]);

-- erase_askers: Empty who asked.
UPDATE asker
   SET name = '', phone = NULL, mail = NULL, code = ''
 WHERE ref = ANY ($1::text[]);

-- erase_pledges: Empty what an applicant pledged; that they did stays.
UPDATE pledge
   SET means = '', witness = CASE WHEN spoken THEN '*' ELSE '' END
 WHERE ref = ANY ($1::text[]);

-- erase_evidence: Empty the words of activities that belong to these cases.
UPDATE legal_activity
   SET evidence = id, why = NULL
 WHERE ref = ANY ($1::text[]);

-- erase_old_letters: Empty the addresses of letters that are older than their period.
UPDATE letter
   SET address = ''
 WHERE claimed_at < $1
   AND address <> ''
   AND look_at IS NULL;

-- erase_old_texts: Empty what was sent to us before an instant.
UPDATE inbound
   SET address = '', body = '', answer = ''
 WHERE received_at < $1
   AND address <> '';

-- erase_ended_subscribers: Empty who has ended a subscription before an instant.
UPDATE subscriber
   SET phone = NULL, mail = NULL, code = ''
 WHERE ended_at < $1
   AND code <> '';
