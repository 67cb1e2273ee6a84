-- inbox_of: Open items of a department, or of all, that some officers have in hand, the most urgent first, after one of them; a clock that stands comes last.
SELECT *
  FROM open_item
 WHERE ($1 = '' OR department = $1)
   AND officer = ANY ($2)
   AND (coalesce(over_at, 'infinity'), ref, id)
     > (coalesce($3::timestamptz, CASE $4::text WHEN '' THEN timestamptz '-infinity' ELSE 'infinity' END), $4, $5)
 ORDER BY coalesce(over_at, 'infinity'), ref, id
 LIMIT $6;

-- inbox_tally: How many open items a department, or all of them, has at an instant: over, red, yellow, not answered at the counter, paused, in all; of some officers if any are named.
SELECT count(*) FILTER (WHERE state = 'accepted' AND over_at <= $3) AS over,
       count(*) FILTER (WHERE state = 'accepted' AND red_at <= $3 AND over_at > $3) AS red,
       count(*) FILTER (WHERE state = 'accepted' AND yellow_at <= $3 AND red_at > $3) AS yellow,
       count(*) FILTER (WHERE state = 'received') AS received,
       count(*) FILTER (WHERE state = 'paused') AS paused,
       count(*) AS whole
  FROM item
 WHERE state IN ('received', 'correcting', 'accepted', 'paused')
   AND ($1 = '' OR department = $1)
   AND (cardinality($2::text[]) = 0 OR officer = ANY ($2));

-- projects_awaited: Open projects in which a department has something that was not handed in yet, by their code, after a code.
SELECT ref, name, site, project_type, land_mode, flags, rule_set, catalogue_version, opened_at, phase, completed_at, n,
       calendar_rev, item_count, ended_count
  FROM public_project
 WHERE ref > $2
   AND phase = 'open'
   AND EXISTS (
       SELECT 1
         FROM item
        WHERE item.ref = public_project.ref
          AND item.department = $1
          AND item.state IN ('waiting', 'ready'))
 ORDER BY ref
 LIMIT $3;

-- projects_named: The projects with these codes, as the public may see them.
SELECT ref, name, site, project_type, land_mode, flags, rule_set, catalogue_version, opened_at, phase, completed_at, n,
       calendar_rev, item_count, ended_count
  FROM public_project
 WHERE ref = ANY ($1);

-- items_of_many: All items of some projects as the public may see them, each behind the code of its project, in the catalogue's order.
SELECT public_item.ref, public_item.id, stage, department, department.name_zh AS department_zh, public_item.name_zh,
       public_item.name_en, promised, unit, state, round, officer_no, received_at, accepted_at, ended_at, due_on,
       yellow_at, red_at, over_at, provisional, law_on, "left", pause_kind, paused_at, planned_end, extended, revoked,
       breached, explained, reason
  FROM public_item
  JOIN department ON department.id = public_item.department
 WHERE public_item.ref = ANY ($1)
 ORDER BY public_item.ref, position;

-- items_at: Some items of projects as the public may see them, each behind the code of its project.
SELECT public_item.ref, public_item.id, stage, department, department.name_zh AS department_zh, public_item.name_zh,
       public_item.name_en, promised, unit, state, round, officer_no, received_at, accepted_at, ended_at, due_on,
       yellow_at, red_at, over_at, provisional, law_on, "left", pause_kind, paused_at, planned_end, extended, revoked,
       breached, explained, reason
  FROM unnest($1::text[], $2::text[]) AS wanted (ref, id)
  JOIN public_item ON public_item.ref = wanted.ref AND public_item.id = wanted.id
  JOIN department ON department.id = public_item.department;

-- record_of_item: What happened to an item, with who did it and what they wrote, the newest first; also what was not done.
SELECT valid_event.n, valid_event.kind, valid_event.at, valid_event.entered_at, valid_event.acted_at,
       valid_event.actor, valid_event.role, coalesce(person.work_no, '') AS work_no,
       coalesce(valid_event.instead_of, '') AS instead_of, coalesce(valid_event.what, '') AS what,
       valid_event.due_before, valid_event.due_after, coalesce(note.body, '{}') AS note
  FROM valid_event
  LEFT JOIN person ON person.id = valid_event.actor
  LEFT JOIN note ON note.id = valid_event.note
 WHERE valid_event.ref = $1
   AND valid_event.item = $2
 ORDER BY valid_event.n DESC;
