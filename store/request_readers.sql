-- custodies_measured: Who held a request, one after the other, with the seconds of each until an instant and those on which its clock stood.
WITH pause AS (
    SELECT began.at AS since, coalesce(ended.at, $2) AS until
      FROM valid_event AS began
      LEFT JOIN LATERAL (
           SELECT later.at
             FROM valid_event AS later
            WHERE later.ref = began.ref
              AND later.n > began.n
              AND later.kind IN ('resumed', 'resumed_at_end', 'returned', 'leg_done', 'closed', 'withdrawn', 'merged')
            ORDER BY later.n
            LIMIT 1) AS ended ON true
     WHERE began.ref = $1
       AND began.kind = 'paused')
SELECT custody.n, custody.level, custody.body, custody.owner, custody.since, custody.until, custody.ended,
       custody.signed_at, custody.designated,
       extract(epoch FROM coalesce(custody.until, $2) - custody.since)::double precision AS held_seconds,
       coalesce((
           SELECT extract(epoch FROM sum(greatest(interval '0',
                  least(pause.until, coalesce(custody.until, $2)) - greatest(pause.since, custody.since))))
             FROM pause), 0)::double precision AS paused_seconds
  FROM custody
 WHERE custody.ref = $1
 ORDER BY custody.n;

-- answers_of: What citizens said of a request, in order.
SELECT cycle, complainant, at, way, solved, satisfied
  FROM request_answer
 WHERE ref = $1
 ORDER BY cycle, at, complainant;

-- results_of: The legs of a request that are over.
SELECT cycle, leg, kind, started_at, ended_at, due_at, counted_seconds, paused_seconds, in_time, ended
  FROM request_result
 WHERE ref = $1
 ORDER BY cycle, leg;

-- calls_to_make: Closed requests with the citizen to be called next, of those who have not answered, not refused and were called less often than enough; the longest closed first.
WITH asked AS (
    SELECT request.ref, request.kind, request.body, request.cycle, request.closed_at, request.complainants,
           complainant.id AS complainant, complainant.language,
           ARRAY(SELECT request_call.at
                   FROM request_call
                  WHERE request_call.ref = request.ref
                    AND request_call.cycle = request.cycle
                    AND request_call.complainant = complainant.id
                  ORDER BY request_call.n) AS tried
      FROM request
      JOIN complainant ON complainant.ref = request.ref AND NOT complainant.withdrawn
     WHERE request.state = 'closed'
       AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = request.ref AND accused = $5) -- whoever works there learns of none
       AND (request.closed_at, request.ref) > (coalesce($2::timestamptz, '-infinity'), $3)
       AND NOT EXISTS (
           SELECT
             FROM request_answer
            WHERE request_answer.ref = request.ref
              AND request_answer.cycle = request.cycle
              AND request_answer.complainant = complainant.id)
       AND NOT EXISTS (
           SELECT
             FROM request_call
            WHERE request_call.ref = request.ref
              AND request_call.cycle = request.cycle
              AND request_call.complainant = complainant.id
              AND request_call.outcome = 'refused'))
SELECT DISTINCT ON (closed_at, ref)
       ref, kind, body, cycle, closed_at, complainants, language, tried, complainant
  FROM asked
 WHERE cardinality(tried) < $1
 ORDER BY closed_at, ref, cardinality(tried), complainant
 LIMIT $4;

-- duplicates: Requests that are not over and may be the same (no demand outside the catalogue): 2 for place and topic, 3 for the caller; the likeliest first.
WITH alike AS (
    SELECT ref, 2 AS score
      FROM report
     WHERE source <> 'centre' -- a joint task takes no citizen's request in
       AND district = $1
       AND topic = $2
       AND topic <> ''
       AND reported_at >= $4
    UNION ALL
    SELECT DISTINCT complainant.ref, 3
      FROM complainant
      JOIN report ON report.ref = complainant.ref
     WHERE complainant.phone = $3
       AND report.reported_at >= $4)
SELECT request.ref, sum(alike.score)::integer AS score, bool_or(alike.score = 2) AS same_matter,
       bool_or(alike.score = 3) AS same_caller, request.state, request.kind, report.topic, report.district,
       report.reported_at, request.goal_at, request.complainants
  FROM alike
  JOIN request ON request.ref = alike.ref
  JOIN report ON report.ref = alike.ref
 WHERE request.state IN ('reported', 'handling', 'paused', 'returned', 'closed')
   AND request.ref <> $5
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = request.ref) -- it would tell who has made it
 GROUP BY request.ref, report.ref
 ORDER BY score DESC, report.reported_at DESC, request.ref
 LIMIT $6;

-- complainant_by_code: Who may read a request with a code: their query code, or that of a letter to them; under the number of a merged request too.
WITH RECURSIVE way AS (
    SELECT $1::text AS ref
     UNION
    SELECT request.merged_into
      FROM way
      JOIN request ON request.ref = way.ref
     WHERE request.merged_into <> '')
SELECT complainant.id
  FROM way
  JOIN complainant ON complainant.ref = way.ref
 WHERE $1 IN (complainant.ref, complainant.first_ref)
   AND (complainant.code = $2
    OR EXISTS (
       SELECT
         FROM letter
        WHERE letter.code = $2
          AND letter.recipient = 'caller:' || complainant.id))
 ORDER BY complainant.id
 LIMIT 1;

-- public_requests: Requests as the public may see them, the newest first, before one of them.
SELECT ref, state, kind, level, cycle, source, reported_at, accepted_at, goal_at, paused_at, closed_at, outcome,
       complainants
  FROM public_request
 WHERE (reported_at, ref) < (coalesce($1::timestamptz, 'infinity'), $2)
 ORDER BY reported_at DESC, ref DESC
 LIMIT $3;
