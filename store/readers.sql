-- public_projects: Projects as the public may see them, by their code, after a code.
SELECT ref, name, site, project_type, land_mode, flags, rule_set, catalogue_version, opened_at, phase, completed_at, n,
       calendar_rev, item_count, ended_count
  FROM public_project
 WHERE ref > $1
 ORDER BY ref
 LIMIT $2;

-- find_projects: Projects whose name, place or code has some words, with an item at a department if one is named, by their code, after a code.
SELECT ref, name, site, project_type, land_mode, flags, rule_set, catalogue_version, opened_at, phase, completed_at, n,
       calendar_rev, item_count, ended_count
  FROM public_project
 WHERE ref > $3
   AND ($1 = '' OR strpos(lower(name), lower($1)) > 0 OR strpos(lower(site), lower($1)) > 0 OR strpos(ref, $1) > 0)
   AND ($2 = '' OR EXISTS (
       SELECT 1
         FROM item
        WHERE item.ref = public_project.ref
          AND item.department = $2))
 ORDER BY ref
 LIMIT $4;

-- public_project: One project as the public may see it.
SELECT ref, name, site, project_type, land_mode, flags, rule_set, catalogue_version, opened_at, phase, completed_at, n,
       calendar_rev, item_count, ended_count
  FROM public_project
 WHERE ref = $1;

-- public_items: All items of a project's catalogue as the public may see them, in the catalogue's order.
SELECT public_item.id, stage, department, department.name_zh AS department_zh, public_item.name_zh, public_item.name_en,
       promised, unit, state, round, officer_no, received_at, accepted_at, ended_at, due_on, yellow_at, red_at, over_at,
       provisional, law_on, "left", pause_kind, paused_at, planned_end, extended, revoked, breached,
       explained, reason
  FROM public_item
  JOIN department ON department.id = public_item.department
 WHERE public_item.ref = $1
 ORDER BY position;

-- public_events: The public record of a project, after an event's number.
SELECT n, kind, at, entered_at, coalesce(item, '') AS item, role,
       coalesce(what, '') AS what, due_before, due_after, calendar_rev AS rev
  FROM public_event
 WHERE ref = $1
   AND n > $2
 ORDER BY n
 LIMIT $3;

-- silence_by_month: How many items silence approved in each month of a zone, how many such approvals were confirmed and revoked in it, and how many officers gave; the newest first.
SELECT to_char(at AT TIME ZONE $1, 'YYYY-MM') AS month,
       count(*) FILTER (WHERE kind = 'approved_by_silence') AS deemed,
       count(*) FILTER (WHERE kind = 'reviewed') AS confirmed,
       count(*) FILTER (WHERE kind = 'revoked') AS revoked,
       count(*) FILTER (WHERE kind = 'approved') AS approved
  FROM public_event
 WHERE kind IN ('approved_by_silence', 'reviewed', 'revoked', 'approved')
 GROUP BY 1
 ORDER BY 1 DESC
 LIMIT 60;

-- inbox: One department's open items, the most urgent first, after one of them; a clock that stands comes last.
SELECT *
  FROM open_item
 WHERE department = $1
   AND (coalesce(over_at, 'infinity'), ref, id)
     > (coalesce($2::timestamptz, CASE $3::text WHEN '' THEN timestamptz '-infinity' ELSE 'infinity' END), $3, $4)
 ORDER BY coalesce(over_at, 'infinity'), ref, id
 LIMIT $5;

-- inbox_of_all: All open items, the most urgent first, after one of them; a clock that stands comes last.
SELECT *
  FROM open_item
 WHERE (coalesce(over_at, 'infinity'), ref, id)
     > (coalesce($1::timestamptz, CASE $2::text WHEN '' THEN timestamptz '-infinity' ELSE 'infinity' END), $2, $3)
 ORDER BY coalesce(over_at, 'infinity'), ref, id
 LIMIT $4;

-- late: Acts that came when silence had already approved, the newest first, before one of them.
SELECT valid_event.ref, valid_event.n, coalesce(valid_event.item, '') AS item,
       split_part(valid_event.what, ':', 1) AS act, valid_event.at AS received_at, valid_event.entered_at,
       valid_event.actor, valid_event.role, coalesce(person.work_no, '') AS work_no,
       coalesce(note.body, '{}') AS note
  FROM valid_event
  LEFT JOIN person ON person.id = valid_event.actor
  LEFT JOIN note ON note.id = valid_event.note
 WHERE valid_event.kind = 'not_done'
   AND split_part(valid_event.what, ':', 2) = 'already_deemed'
   AND valid_event.entered_at <= coalesce($1::timestamptz, 'infinity')
   AND (valid_event.entered_at < coalesce($1, 'infinity') OR (valid_event.ref, valid_event.n) > ($2, $3))
 ORDER BY valid_event.entered_at DESC, valid_event.ref, valid_event.n
 LIMIT $4;

-- late_clocks: How many cases should have acted by themselves before an instant and have not, and since when.
SELECT count(*) AS count, min(wakes_at) AS since
  FROM public_wakening
 WHERE wakes_at < $1;

-- late_cases: The cases that should have acted by themselves before an instant and have not, the longest late first.
SELECT ref, wakes_at
  FROM (SELECT ref, wakes_at FROM project
         UNION ALL
        SELECT ref, wakes_at FROM request
         UNION ALL
        SELECT ref, wakes_at FROM legal_case) AS known
 WHERE wakes_at < $1
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = known.ref AND accused = $3) -- whoever works there learns of none
 ORDER BY wakes_at, ref
 LIMIT $2;

-- standing: How far a project and one of its items are written.
SELECT project.phase, project.n, item.state
  FROM project
  LEFT JOIN item ON item.ref = project.ref AND item.id = $2
 WHERE project.ref = $1;

-- note: Who wrote a note, about which project, and what.
SELECT author, ref, body
  FROM note
 WHERE id = $1;
