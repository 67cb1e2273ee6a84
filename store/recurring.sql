-- reports_begin: When the first report came in.
SELECT min(reported_at)
  FROM report;

-- tally_reports: How many reports came in between two instants, by topic and district, as was known at an instant: all; without those that were merged into another; and of how many the caller had come before, within a shorter and a longer time, on the topic or from the place.
WITH counted AS (
    SELECT topic, district, count(*) AS reports, 0 AS merged,
           0 AS topic_short, 0 AS topic_long, 0 AS place_short, 0 AS place_long
      FROM report
     WHERE source <> 'centre' -- a joint task is nobody's report
       AND reported_at >= $1
       AND reported_at < $2
       AND reported_at <= $3
       AND coalesce(imported_at, reported_at) <= $3
       AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = report.ref AND accused = $6) -- whoever works there learns of none
     GROUP BY topic, district
    UNION ALL
    SELECT report.topic, report.district, 0, 1, 0, 0, 0, 0
      FROM valid_event
      JOIN report ON report.ref = valid_event.ref
     WHERE valid_event.kind = 'merged'
       AND valid_event.entered_at <= $3
       AND report.reported_at >= $1
       AND report.reported_at < $2
       AND report.reported_at <= $3
       AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = report.ref AND accused = $6)
    UNION ALL
    SELECT report.topic, report.district, 0, 0,
           (topic_again < $4)::integer, (topic_again < $5)::integer,
           (place_again < $4)::integer, (place_again < $5)::integer
      FROM complainant
      JOIN report ON report.ref = complainant.first_ref
     WHERE (topic_again IS NOT NULL OR place_again IS NOT NULL)
       AND report.reported_at >= $1
       AND report.reported_at < $2
       AND report.reported_at <= $3
       AND coalesce(report.imported_at, report.reported_at) <= $3
       AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = report.ref AND accused = $6))
SELECT topic, district, sum(reports)::integer AS reports, (sum(reports) - sum(merged))::integer AS requests,
       coalesce(sum(topic_short), 0)::integer AS topic_short, coalesce(sum(topic_long), 0)::integer AS topic_long,
       coalesce(sum(place_short), 0)::integer AS place_short, coalesce(sum(place_long), 0)::integer AS place_long
  FROM counted
 GROUP BY topic, district;

-- reported_cases: The requests behind a number: reported between two instants, of a topic and in places if these are named, merged ones only if asked for, and only those whose caller had come again within so many days if that is asked for; the newest first, after one of them.
SELECT report.ref, report.topic, report.district, coalesce(place.name_zh, report.district) AS district_zh,
       coalesce(place.name_en, report.district) AS district_en, coalesce(request.state, 'reported') AS state,
       coalesce(body.name_zh, '') AS body_zh, coalesce(body.name_en, '') AS body_en, report.reported_at,
       request.closed_at
  FROM report
  LEFT JOIN request ON request.ref = report.ref
  LEFT JOIN department AS place ON place.id = report.district
  LEFT JOIN department AS body ON body.id = request.body
 WHERE report.source <> 'centre' -- a joint task is nobody's report
   AND report.reported_at >= $1
   AND report.reported_at < $2
   AND ($3::text IS NULL OR report.topic = $3)
   AND ($4::text IS NULL OR report.district IN (SELECT town_of_place.place FROM town_of_place WHERE $4 IN (town_of_place.place, town)))
   AND ($5::boolean OR NOT EXISTS (
       SELECT
         FROM valid_event
        WHERE valid_event.ref = report.ref
          AND valid_event.kind = 'merged'))
   AND ($6::integer IS NULL OR EXISTS (
       SELECT
         FROM complainant
        WHERE complainant.first_ref = report.ref
          AND CASE WHEN $7::boolean THEN place_again ELSE topic_again END < $6))
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = report.ref AND accused = $11) -- whoever works there learns of none
   AND (report.reported_at, report.ref) < (coalesce($8::timestamptz, 'infinity'), $9)
 ORDER BY report.reported_at DESC, report.ref DESC
 LIMIT $10;

-- districts_on_map: Villages and towns that stand or have stood, with their towns and where they lie.
SELECT department.id, department.kind, coalesce(town_of_place.town, department.id) AS town, department.name_zh,
       department.name_en, department.lat, department.lon
  FROM department
  JOIN town_of_place ON town_of_place.place = department.id
 WHERE department.kind IN ('village', 'town')
 ORDER BY department.id;
