-- overview_rule_sets: Under which catalogues and rule sets projects are open.
SELECT DISTINCT dossier.catalogue_version, dossier.rule_set
  FROM project
  JOIN dossier ON dossier.ref = project.ref
 WHERE project.phase = 'open';

-- count_items: How many items turn red between two instants, are approved by silence between now ($3) and an instant ($4), and are over; silence approves those of which catalogue, rule set and id are given.
SELECT count(*) FILTER (WHERE item.red_at >= $1 AND item.red_at < $2 AND item.over_at > $3) AS red_today,
       count(*) FILTER (
           WHERE item.over_at > $3
             AND item.over_at <= $4
             AND NOT item.revoked
             AND NOT item.provisional
             AND (dossier.catalogue_version, dossier.rule_set, item.id)
              IN (SELECT * FROM unnest($5::text[], $6::text[], $7::text[]))) AS silent_soon,
       count(*) FILTER (WHERE item.over_at <= $3) AS late
  FROM item
  JOIN dossier ON dossier.ref = item.ref
 WHERE item.state = 'accepted'
   AND coalesce(item.over_at, 'infinity') < 'infinity';

-- overview_items: Running items that end not after an instant ($1), that turn red between two others if these are given, that silence approves if that is asked ($4), and of a department if one is named ($12); the first to end comes first, after one of them.
SELECT item.ref, dossier.name AS project, item.id, catalogue_item.name_zh, catalogue_item.name_en,
       item.department AS body, department.name_zh AS body_zh, department.name_en AS body_en,
       coalesce(person.work_no, '') AS work_no, item.red_at, item.over_at
  FROM item
  JOIN dossier ON dossier.ref = item.ref
  JOIN catalogue_item ON catalogue_item.version = dossier.catalogue_version AND catalogue_item.id = item.id
  JOIN department ON department.id = item.department
  LEFT JOIN person ON person.id = item.officer
 WHERE item.state = 'accepted'
   AND coalesce(item.over_at, 'infinity') <= $1
   AND ($2::timestamptz IS NULL OR (item.red_at >= $2 AND item.red_at < $3))
   AND (NOT $4::boolean OR (
       NOT item.revoked
       AND NOT item.provisional
       AND (dossier.catalogue_version, dossier.rule_set, item.id)
        IN (SELECT * FROM unnest($5::text[], $6::text[], $7::text[]))))
   AND ($12 = '' OR item.department = $12)
   AND (coalesce(item.over_at, 'infinity'), item.ref, item.id) > ($8, $9, $10)
 ORDER BY coalesce(item.over_at, 'infinity'), item.ref, item.id
 LIMIT $11;

-- count_requests: How many requests are open, over the time that they have now, and wait to be accepted.
SELECT count(*) AS open,
       count(*) FILTER (
           WHERE CASE WHEN state IN ('reported', 'returned') THEN accept_at ELSE least(share_at, goal_at) END <= $1) AS late,
       count(*) FILTER (WHERE state IN ('reported', 'returned')) AS waiting
  FROM request
 WHERE state IN ('reported', 'returned', 'handling', 'paused')
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = request.ref AND accused = $2);

-- overview_requests: Requests that nobody has accepted, and those at work if these are asked for too ($1), or of both only what is over at an instant; the first to end comes first, after one of them.
WITH wanted AS (
    SELECT ref, state, body, owner, accept_at AS due_at
      FROM request
     WHERE state IN ('reported', 'returned')
    UNION ALL
    SELECT ref, state, body, owner, least(share_at, goal_at)
      FROM request
     WHERE $1::boolean
       AND state IN ('handling', 'paused'))
SELECT wanted.ref, report.topic AS what, wanted.state, wanted.body, coalesce(department.name_zh, '') AS body_zh,
       coalesce(department.name_en, '') AS body_en, coalesce(person.work_no, '') AS work_no, wanted.due_at
  FROM wanted
  JOIN report ON report.ref = wanted.ref
  LEFT JOIN department ON department.id = wanted.body
  LEFT JOIN person ON person.id = wanted.owner
 WHERE ($2::timestamptz IS NULL OR wanted.due_at <= $2)
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = wanted.ref AND accused = $6) -- whoever works there learns of none
   AND (coalesce(wanted.due_at, 'infinity'), wanted.ref)
     > (coalesce($3::timestamptz, CASE $4::text WHEN '' THEN timestamptz '-infinity' ELSE 'infinity' END), $4)
 ORDER BY coalesce(wanted.due_at, 'infinity'), wanted.ref
 LIMIT $5;

-- count_legal_cases: How many cases of the legal circle are open, past the promise that runs, and with nobody.
WITH wanted AS (
    SELECT legal_case.state,
           CASE
               WHEN coalesce(inquiry.kept, aid_application.kept, home_visit.kept) THEN NULL
               ELSE coalesce(inquiry.due_at, aid_application.promise_at, home_visit.due_at,
                             (checkup.due_on + 1)::timestamp AT TIME ZONE $2)
           END AS due_at
      FROM legal_case
      LEFT JOIN inquiry ON inquiry.ref = legal_case.ref
      LEFT JOIN aid_application ON aid_application.ref = legal_case.ref
      LEFT JOIN home_visit ON home_visit.ref = legal_case.ref
      LEFT JOIN checkup ON checkup.ref = legal_case.ref AND checkup.reported_at IS NULL
     WHERE legal_case.ended_at IS NULL)
SELECT count(*) AS open, count(*) FILTER (WHERE due_at <= $1) AS late,
       count(*) FILTER (WHERE state IN ('waiting', 'received')) AS waiting
  FROM wanted;

-- overview_legal_cases: Open cases of the legal circle, or of them those that nobody has ($1), or what is past its promise at an instant; the first to end comes first, after one of them.
WITH wanted AS (
    SELECT legal_case.ref, legal_case.service, legal_case.state, legal_case.holder,
           CASE
               WHEN coalesce(inquiry.kept, aid_application.kept, home_visit.kept) THEN NULL
               ELSE coalesce(inquiry.due_at, aid_application.promise_at, home_visit.due_at,
                             (checkup.due_on + 1)::timestamp AT TIME ZONE $6)
           END AS due_at
      FROM legal_case
      LEFT JOIN inquiry ON inquiry.ref = legal_case.ref
      LEFT JOIN aid_application ON aid_application.ref = legal_case.ref
      LEFT JOIN home_visit ON home_visit.ref = legal_case.ref
      LEFT JOIN checkup ON checkup.ref = legal_case.ref AND checkup.reported_at IS NULL
     WHERE legal_case.ended_at IS NULL
       AND (NOT $1::boolean OR legal_case.state IN ('waiting', 'received')))
SELECT wanted.ref, wanted.service AS what, wanted.state, coalesce(person.department, '') AS body,
       coalesce(department.name_zh, '') AS body_zh, coalesce(department.name_en, '') AS body_en,
       coalesce(person.work_no, nullif(wanted.holder, ''), '') AS work_no, wanted.due_at
  FROM wanted
  LEFT JOIN person ON person.id = nullif(wanted.holder, '')
  LEFT JOIN department ON department.id = person.department
 WHERE ($2::timestamptz IS NULL OR wanted.due_at <= $2)
   AND (coalesce(wanted.due_at, 'infinity'), wanted.ref)
     > (coalesce($3::timestamptz, CASE $4::text WHEN '' THEN timestamptz '-infinity' ELSE 'infinity' END), $4)
 ORDER BY coalesce(wanted.due_at, 'infinity'), wanted.ref
 LIMIT $5;
