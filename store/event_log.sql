-- projects_begun: Projects that were opened in a period, by their code, after a code.
SELECT ref
  FROM dossier
 WHERE ref > $3
   AND opened_at >= $1
   AND opened_at < $2
 ORDER BY ref
 LIMIT $4;

-- requests_begun: Requests that were reported in a period and not taken over from elsewhere, by their number, after a number.
SELECT ref
  FROM report
 WHERE ref > $3
   AND reported_at >= $1
   AND reported_at < $2
   AND imported_at IS NULL
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = report.ref AND accused = $5) -- whoever works there learns of none
 ORDER BY ref
 LIMIT $4;

-- legal_cases_begun: Cases of the legal circle that were handed in in a period, by their number, after a number.
SELECT ref
  FROM legal_matter
 WHERE ref > $3
   AND asked_at >= $1
   AND asked_at < $2
 ORDER BY ref
 LIMIT $4;

-- entries_of: The events of some cases that hold and were written until an instant, with the department of the item or the body that each concerns, in the order of their effect; a demand is reported by nobody, for a grid member who took it in has a village.
SELECT event.ref, event.n, event.kind, coalesce(event.item, '') AS item,
       coalesce(item.department, event.body, '') AS body, event.at, event.entered_at, event.acted_at,
       CASE WHEN is_hidden THEN 'visitor' ELSE event.role END AS role,
       CASE WHEN is_hidden OR event.role = 'system' THEN '' ELSE event.actor END AS who
  FROM valid_event AS event
  LEFT JOIN item ON item.ref = event.ref AND item.id = event.item
 CROSS JOIN LATERAL (
       SELECT event.kind = 'reported' AND EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = event.ref) AS is_hidden) AS hiding
 WHERE event.ref = ANY ($1)
   AND event.entered_at <= $2
 ORDER BY event.ref, event.at, event.n;
