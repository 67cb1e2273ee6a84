-- cases_behind: Projects and requests that were written since an instant and whose facts were read to another line than their last, or in another run.
SELECT project.ref, project.n, project.epoch, true AS is_project
  FROM project
  LEFT JOIN folded ON folded.ref = project.ref
 WHERE project.updated_at >= $1
   AND project.n > 0
   AND (folded.n, folded.epoch) IS DISTINCT FROM (project.n, project.epoch)
 UNION ALL
SELECT request.ref, request.n, request.epoch, false
  FROM request
  LEFT JOIN folded ON folded.ref = request.ref
 WHERE request.updated_at >= $1
   AND request.n > 0
   AND (folded.n, folded.epoch) IS DISTINCT FROM (request.n, request.epoch)
 LIMIT $2;

-- cases_that_moved: Projects or requests of whose record a line of a period tells, as it was entered until an instant.
SELECT DISTINCT event.ref
  FROM event
 WHERE event.at >= $1
   AND event.at < $2
   AND event.entered_at <= $3
   AND CASE WHEN $4 THEN event.ref IN (SELECT ref FROM dossier) ELSE event.ref IN (SELECT ref FROM report) END;

-- cases_to_check: Projects or requests of a period, by their record or by a fact that is kept of them, but none of which a line was not read yet.
WITH told AS (
    SELECT ref
      FROM event
     WHERE at >= $1
       AND at < $2
       AND CASE WHEN $3 THEN ref IN (SELECT ref FROM dossier) ELSE ref IN (SELECT ref FROM report) END
     UNION
    SELECT ref
      FROM fact
     WHERE (subject = 'item') = $3
       AND (created_at >= $1 AND created_at < $2 OR closed_at >= $1 AND closed_at < $2 OR due_at >= $1 AND due_at < $2))
SELECT ref
  FROM told
 WHERE NOT EXISTS (
       SELECT
         FROM (SELECT ref, n, epoch FROM project UNION ALL SELECT ref, n, epoch FROM request) AS written
         LEFT JOIN folded USING (ref)
        WHERE written.ref = told.ref
          AND written.n > 0
          AND (folded.n, folded.epoch) IS DISTINCT FROM (written.n, written.epoch))
 ORDER BY ref;

-- request_lines: The record of requests as it was known at an instant, without what a run had written that was abandoned by then; each with its topic, its place and its deadline from outside, in order.
SELECT report.topic, report.district, report.outer_due, event.ref, event.kind, coalesce(event.body, '') AS body, event.at, event.actor,
       event.acted_at, coalesce(event.what, '') AS what, event.due_at_after, event.n, event.entered_at
  FROM event
  JOIN report ON report.ref = event.ref
 WHERE event.ref = ANY ($1::text[])
   AND event.entered_at <= coalesce($2::timestamptz, 'infinity')
   AND NOT EXISTS (
       SELECT
         FROM run AS later
        WHERE later.ref = event.ref
          AND later.epoch > event.epoch
          AND later.first_n <= event.n
          AND later.asked_at <= coalesce($2, 'infinity'))
 ORDER BY event.ref, event.n;

-- project_lines: The record of projects as it was known at an instant, without what a run had written that was abandoned by then, in order.
SELECT event.ref, event.kind, coalesce(event.item, '') AS item, event.at, event.actor, event.role,
       event.acted_at, coalesce(event.what, '') AS what, event.due_after, event.n, event.entered_at, event.calendar_rev AS rev
  FROM event
 WHERE event.ref = ANY ($1::text[])
   AND event.entered_at <= coalesce($2::timestamptz, 'infinity')
   AND NOT EXISTS (
       SELECT
         FROM run AS later
        WHERE later.ref = event.ref
          AND later.epoch > event.epoch
          AND later.first_n <= event.n
          AND later.asked_at <= coalesce($2, 'infinity'))
 ORDER BY event.ref, event.n;

-- project_outlines: What of projects decides which items they have.
SELECT ref, project_type, land_mode, flags, rule_set, catalogue_version, opened_at
  FROM dossier
 WHERE ref = ANY ($1::text[]);

-- one_writer: Wait for whoever keeps facts now: two who keep those of one case would each write what the other has written.
SELECT pg_advisory_xact_lock(hashtextextended('facts', 0));

-- forget_facts: Take away the facts of cases, for they are made anew.
DELETE FROM fact
 WHERE ref = ANY ($1::text[]);

-- keep_facts: Keep facts.
INSERT INTO fact (subject, ref, part, created_at, closed_at, body, person, matter, stage, kind, place, marks, measures, due_at)
SELECT subject, ref, part, created_at, closed_at, body, person, matter, stage, kind, place, marks, measures, due_at
  FROM jsonb_to_recordset($1::jsonb)
    AS new (subject text, ref text, part text, created_at timestamptz, closed_at timestamptz, body text, person text,
            matter text, stage text, kind text, place text, marks text[], measures jsonb, due_at timestamptz);

-- note_folded: Note up to which line, of which run, the facts of cases were read.
INSERT INTO folded (ref, n, epoch)
SELECT *
  FROM unnest($1::text[], $2::integer[], $3::integer[])
    ON CONFLICT (ref) DO UPDATE
   SET (n, epoch) = (excluded.n, excluded.epoch);

-- facts_of: The facts of cases as they are kept.
SELECT subject, ref, part, created_at, closed_at, body, person, matter, stage, kind, place, marks, measures, due_at
  FROM fact
 WHERE ref = ANY ($1::text[])
 ORDER BY ref, subject, part;

-- plan_for_what_is_asked: Until the end of the transaction, plan each statement for its own values: of a subject, a basis and a period that nobody knows yet the planner guesses wrong by three times the work.
SELECT set_config('plan_cache_mode', 'force_custom_plan', true);

-- heaps: How many facts of a subject fall into a period by one of their instants ($1), by a dimension ($5), by their marks; with how long each took, if that is asked ($6); a month begins on a day ($8) of a zone ($7). Of one body, if that is asked ($9).
SELECT CASE $5
           WHEN 'body' THEN body
           WHEN 'level' THEN level
           WHEN 'person' THEN person
           WHEN 'matter' THEN matter
           WHEN 'stage' THEN stage
           WHEN 'kind' THEN kind
           WHEN 'place' THEN place
           WHEN 'town' THEN town
           WHEN 'day' THEN to_char(at AT TIME ZONE $7, 'YYYY-MM-DD')
           WHEN 'month' THEN month_of(at, $7, $8)
           ELSE ''
       END AS name,
       CASE WHEN is_excluded THEN marks || '{excluded}'::text[] ELSE marks END AS marks,
       count(*) AS number,
       CASE WHEN $6 <> '' THEN array_agg((measures ->> $6)::integer) END AS lengths
  FROM dated_fact
 WHERE basis = $1
   AND subject = $2
   AND at >= $3
   AND at < $4
   AND ($9::text IS NULL OR body = $9)
 GROUP BY 1, 2;

-- cases_counted: Facts of a subject in a period and a group ($6 of the dimension $5) with all of some marks ($9), none of others ($10), one of others if that is asked ($11), of one body if that is asked ($16), and measured if a measure is asked ($17), that nobody has taken out; the newest first, after one of them.
SELECT ref, part, created_at, closed_at, body, matter, kind, marks, at
  FROM dated_fact
 WHERE basis = $1
   AND subject = $2
   AND at >= $3
   AND at < $4
   AND $6 = CASE $5
           WHEN 'body' THEN body
           WHEN 'level' THEN level
           WHEN 'person' THEN person
           WHEN 'matter' THEN matter
           WHEN 'stage' THEN stage
           WHEN 'kind' THEN kind
           WHEN 'place' THEN place
           WHEN 'town' THEN town
           WHEN 'day' THEN to_char(at AT TIME ZONE $7, 'YYYY-MM-DD')
           WHEN 'month' THEN month_of(at, $7, $8)
           ELSE ''
       END
   AND marks @> $9::text[]
   AND NOT marks && $10::text[]
   AND ($11::text[] IS NULL OR marks && $11)
   AND ($16::text IS NULL OR body = $16)
   AND ($17::text IS NULL OR measures ? $17)
   AND NOT is_excluded
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = dated_fact.ref AND accused = $18) -- whoever works there learns of none
   AND ($12::timestamptz IS NULL OR (at, ref, part) < ($12, $13, $14))
 ORDER BY at DESC, ref DESC, part DESC
 LIMIT $15;

-- days_taken: How many working days the rounds of each item took that were decided in a period and that nobody has taken out: how many rounds, what half of them took at most, and nine in ten, by their clock and as they passed; only items with enough of them ($3).
SELECT item, count(*) AS rounds,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS p50,
       percentile_disc(0.9) WITHIN GROUP (ORDER BY days) AS p90,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY passed) AS passed_p50,
       percentile_disc(0.9) WITHIN GROUP (ORDER BY passed) AS passed_p90
  FROM public_days
 WHERE at >= $1
   AND at < $2
 GROUP BY item
HAVING count(*) >= $3
 ORDER BY item;
