-- add_off_list_demand: Keep of what somebody complains, and of whom; the same report a second time is dropped.
INSERT INTO off_list_demand (ref, kind, accused)
VALUES ($1, $2, $3)
ON CONFLICT (ref) DO NOTHING;

-- off_list_demand_of: Of what and of whom a report complains, with the project, item and material that it names.
SELECT off_list_demand.kind, off_list_demand.accused, coalesce(note.body ->> 'project', '') AS project,
       coalesce(note.body ->> 'item', '') AS item, coalesce(note.body ->> 'material', '') AS material
  FROM off_list_demand
  LEFT JOIN note ON note.id = $2
 WHERE off_list_demand.ref = $1;

-- accused_in: Of these requests those that complain of a body, and of which.
SELECT ref, accused
  FROM off_list_demand
 WHERE ref = ANY ($1::text[]);

-- off_list_demands: Reports of demands, but for those that complain of one body, the newest first, before one of them; late is what was late in any of its rounds, or is now.
SELECT off_list_demand.ref, off_list_demand.kind, off_list_demand.accused, accused.name_zh AS accused_zh,
       accused.name_en AS accused_en, coalesce(request.state, 'reported') AS state, coalesce(request.body, '') AS body,
       report.reported_at, request.goal_at, request.closed_at,
       CASE WHEN over.was_late THEN true
            WHEN request.closed_at IS NULL AND request.ended_at IS NULL THEN coalesce($4 >= request.goal_at, over.was_late)
            ELSE over.was_late
             END AS is_late
  FROM off_list_demand
  JOIN report ON report.ref = off_list_demand.ref
  JOIN department AS accused ON accused.id = off_list_demand.accused
  LEFT JOIN request ON request.ref = off_list_demand.ref
 CROSS JOIN LATERAL (
       SELECT bool_or(NOT in_time) AS was_late -- NULL: no round is over
         FROM request_result
        WHERE request_result.ref = off_list_demand.ref) AS over
 WHERE off_list_demand.accused <> $1
   AND (report.reported_at, report.ref) < (coalesce($2::timestamptz, 'infinity'), $3)
 ORDER BY report.reported_at DESC, report.ref DESC
 LIMIT $5;

-- off_list_demands_by_month: How many reports of demands complain of each body (but for one), by the month of a zone in which they came in, the newest first.
SELECT to_char(report.reported_at AT TIME ZONE $2, 'YYYY-MM') AS month, off_list_demand.accused,
       accused.name_zh AS accused_zh, accused.name_en AS accused_en, count(*) AS reports,
       count(*) FILTER (WHERE off_list_demand.kind = 'material') AS materials,
       count(*) FILTER (WHERE off_list_demand.kind = 'approval') AS approvals
  FROM off_list_demand
  JOIN report ON report.ref = off_list_demand.ref
  JOIN department AS accused ON accused.id = off_list_demand.accused
 WHERE off_list_demand.accused <> $1
 GROUP BY 1, 2, 3, 4
 ORDER BY 1 DESC, 2
 LIMIT 1000;
