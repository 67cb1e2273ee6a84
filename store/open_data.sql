-- decided_by_month: Decisions on items in a period, by department, item and month of a zone: how many, before the promise was over, by silence, and how many natural days the office's clock ran before each.
WITH decided AS (
    SELECT decision.ref, decision.item, decision.n, decision.at, decision.kind = 'approved_by_silence' AS by_silence,
           (SELECT max(n)
              FROM valid_event AS earlier
             WHERE earlier.ref = decision.ref
               AND earlier.item = decision.item
               AND earlier.n < decision.n
               AND earlier.kind IN ('approved', 'approved_by_silence', 'refused', 'withdrawn', 'declined')) AS since
      FROM valid_event AS decision
     WHERE decision.kind IN ('approved', 'approved_by_silence', 'refused')
       AND decision.at >= $1
       AND decision.at < $2),
     lived AS (
    SELECT decided.ref, decided.n, event.kind,
           lead(event.at) OVER (PARTITION BY decided.ref, decided.n ORDER BY event.n) - event.at AS lasted
      FROM decided
      JOIN valid_event AS event ON event.ref = decided.ref AND event.item = decided.item
                               AND event.n > coalesce(decided.since, 0) AND event.n <= decided.n
     WHERE event.kind IN ('received', 'correcting', 'supplied', 'accepted', 'accepted_by_silence', 'paused', 'resumed',
                          'resumed_at_ceiling', 'breached', 'revoked', 'approved', 'approved_by_silence', 'refused')),
     counted AS (
    SELECT ref, n, bool_or(kind IN ('breached', 'revoked')) AS late,
           coalesce(sum(extract(epoch FROM lasted)) FILTER (WHERE kind NOT IN ('correcting', 'paused')), 0) AS seconds
      FROM lived
     GROUP BY ref, n)
SELECT item.department, decided.item, to_char(decided.at AT TIME ZONE $3, 'YYYY-MM') AS month, count(*)::integer AS n,
       (count(*) FILTER (WHERE NOT decided.by_silence AND NOT counted.late))::integer AS on_time,
       (count(*) FILTER (WHERE decided.by_silence))::integer AS by_silence,
       array_agg(ceil(counted.seconds / 86400)::integer) AS days
  FROM decided
  JOIN counted USING (ref, n)
  JOIN item ON item.ref = decided.ref AND item.id = decided.item
 GROUP BY 1, 2, 3
 ORDER BY 1, 2, 3;

-- closed_by_month: Requests that were closed in a period, by topic, kind, town and month of a zone: how many, in time, and of the answers that citizens gave in it how many there were and said solved.
WITH closing AS (
    SELECT ref, cycle, max(ended_at) AS at, bool_and(in_time) AS in_time,
           (array_agg(kind ORDER BY leg DESC))[1] AS kind
      FROM request_result
     GROUP BY ref, cycle),
     told AS (
    SELECT ref, kind, at, 1 AS n, in_time::integer AS in_time, 0 AS answered, 0 AS solved
      FROM closing
     UNION ALL
    SELECT ref, closing.kind, request_answer.at, 0, 0, 1, request_answer.solved::integer
      FROM request_answer
      JOIN closing USING (ref, cycle))
SELECT coalesce(nullif(report.topic, ''), 'unknown') AS topic, told.kind,
       coalesce(town_of_place.town, 'unknown') AS town,
       to_char(told.at AT TIME ZONE $3, 'YYYY-MM') AS month, sum(told.n)::integer AS n,
       sum(told.in_time)::integer AS in_time, sum(told.answered)::integer AS answered,
       sum(told.solved)::integer AS solved
  FROM told
  JOIN report USING (ref)
  LEFT JOIN town_of_place ON town_of_place.place = report.district
 WHERE told.at >= $1
   AND told.at < $2
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2, 3, 4;

-- first_begun: When the first project was opened or the first request reported; null before there is any.
SELECT least((SELECT min(opened_at) FROM dossier), (SELECT min(reported_at) FROM report WHERE imported_at IS NULL));
