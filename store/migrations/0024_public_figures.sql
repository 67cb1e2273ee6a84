-- What open data and expected dates are counted from, column by column: no case, no person, no place finer than a town.

CREATE VIEW public_begun AS
SELECT least((SELECT min(opened_at) FROM dossier), (SELECT min(reported_at) FROM report WHERE imported_at IS NULL)) AS at;

-- Each decision on an item: whether silence made it, whether the promise was over before, and how long the office's clock ran.
CREATE VIEW public_decision AS
SELECT item.department, decision.item, decision.at, decision.kind = 'approved_by_silence' AS by_silence,
       coalesce(ran.late, false) AS late, ran.seconds
  FROM valid_event AS decision
  JOIN item ON item.ref = decision.ref AND item.id = decision.item
 CROSS JOIN LATERAL (
       SELECT bool_or(lived.kind IN ('breached', 'revoked')) AS late,
              coalesce(sum(extract(epoch FROM lived.lasted)) FILTER (WHERE lived.kind NOT IN ('correcting', 'paused')), 0) AS seconds
         FROM (SELECT event.kind, lead(event.at) OVER (ORDER BY event.n) - event.at AS lasted
                 FROM valid_event AS event
                WHERE event.ref = decision.ref
                  AND event.item = decision.item
                  AND event.n <= decision.n
                  AND event.n > coalesce((
                      SELECT max(earlier.n)
                        FROM valid_event AS earlier
                       WHERE earlier.ref = decision.ref
                         AND earlier.item = decision.item
                         AND earlier.n < decision.n
                         AND earlier.kind IN ('approved', 'approved_by_silence', 'refused', 'withdrawn', 'declined')), 0)
                  AND event.kind IN ('received', 'correcting', 'supplied', 'accepted', 'accepted_by_silence', 'paused', 'resumed',
                                     'resumed_at_ceiling', 'breached', 'revoked', 'approved', 'approved_by_silence', 'refused')) AS lived) AS ran
 WHERE decision.kind IN ('approved', 'approved_by_silence', 'refused');

-- Each closing of a request, and each answer that a citizen gave to one.
CREATE VIEW public_closing AS
WITH closing AS (
    SELECT ref, cycle, max(ended_at) AS at, bool_and(in_time) AS in_time, (array_agg(kind ORDER BY leg DESC))[1] AS kind
      FROM request_result
     GROUP BY ref, cycle),
told AS (
    SELECT ref, kind, at, 1 AS n, in_time::integer AS in_time, 0 AS answered, 0 AS solved
      FROM closing
     UNION ALL
    SELECT ref, closing.kind, request_answer.at, 0, 0, 1, request_answer.solved::integer
      FROM request_answer
      JOIN closing USING (ref, cycle))
SELECT coalesce(nullif(report.topic, ''), 'unknown') AS topic, told.kind, coalesce(town_of_place.town, 'unknown') AS town,
       told.at, told.n, told.in_time, told.answered, told.solved
  FROM told
  JOIN report USING (ref)
  LEFT JOIN town_of_place ON town_of_place.place = report.district;

-- How many working days each round of an item took that was decided and that nobody has taken out.
CREATE VIEW public_days AS
SELECT matter AS item, at, (measures ->> 'counted_days')::integer AS days
  FROM dated_fact
 WHERE basis = 'closed'
   AND subject = 'item'
   AND marks @> '{due}'
   AND measures ? 'counted_days'
   AND NOT is_excluded;

GRANT SELECT ON public_begun, public_decision, public_closing, public_days TO chengnuo_api, chengnuo_worker;
