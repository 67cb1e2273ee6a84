-- make_project: Make sure that a project has a row, so that it can be locked.
INSERT INTO project (ref, phase, n, calendar_rev, epoch, seq, updated_at)
VALUES ($1, 'open', 0, 0, 0, 0, now())
ON CONFLICT (ref) DO NOTHING;

-- lock_project: How far a project is written, locked until the transaction ends.
SELECT epoch, seq
  FROM project
 WHERE ref = $1
   FOR UPDATE;

-- newest_rev: The number of the newest calendar, 0 before the first.
SELECT coalesce(max(rev), 0)
  FROM calendar;

-- save_project: Write the whole state of a project.
UPDATE project
   SET phase = $2, n = $3, calendar_rev = $4, completed_at = $5, wakes_at = $6, epoch = $7, seq = $8, updated_at = now()
 WHERE ref = $1;

-- add_event: Add one line to the record of a case.
INSERT INTO event (ref, epoch, n, kind, item, at, entered_at, acted_at, actor, role, note, what, due_before,
                   due_after, calendar_rev, instead_of)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- save_item: Write the whole state of an item; its department is that of the project's catalogue, and must be known.
INSERT INTO item (ref, department, id, state, round, officer, filed, first_at, received_at, accepted_at,
                  ended_at, due_on, yellow_at, red_at, over_at, provisional, law_on, "left", pause_kind, paused_at,
                  planned_end, ceiling_at, extended, revoked, breached, explained)
SELECT $1, catalogue_item.department, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
       $20, $21, $22, $23, $24, $25
  FROM dossier
  LEFT JOIN catalogue_item ON catalogue_item.version = dossier.catalogue_version AND catalogue_item.id = $2
 WHERE dossier.ref = $1
ON CONFLICT (ref, id) DO UPDATE
   SET (state, round, officer, filed, first_at, received_at, accepted_at, ended_at, due_on,
        yellow_at, red_at, over_at, provisional, law_on, "left", pause_kind, paused_at, planned_end, ceiling_at,
        extended, revoked, breached, explained)
     = (excluded.state, excluded.round, excluded.officer, excluded.filed,
        excluded.first_at, excluded.received_at, excluded.accepted_at, excluded.ended_at, excluded.due_on,
        excluded.yellow_at, excluded.red_at, excluded.over_at, excluded.provisional, excluded.law_on,
        excluded."left", excluded.pause_kind, excluded.paused_at, excluded.planned_end, excluded.ceiling_at,
        excluded.extended, excluded.revoked, excluded.breached, excluded.explained);

-- behind: Cases in which something may happen that count days with an older calendar, projects and those of the legal circle, after a ref, in order.
SELECT ref
  FROM project
 WHERE phase = 'open'
   AND calendar_rev < $1
   AND ref > $2
 UNION ALL
SELECT ref
  FROM legal_case
 WHERE (ended_at IS NULL OR wakes_at IS NOT NULL) -- what has ended may have a pledge that is still to be verified
   AND calendar_rev BETWEEN 1 AND $1 - 1
   AND ref > $2
 ORDER BY ref
 LIMIT $3;

-- receipt: The newest answer that a command got, without those of abandoned runs, which do not hold.
SELECT id, n, coalesce(code, '') AS code
  FROM command
 WHERE ref = $1
   AND id = $2
   AND NOT EXISTS (
       SELECT 1
         FROM run AS later
        WHERE later.ref = command.ref
          AND later.epoch > command.epoch
          AND later.first_n <= command.n)
 ORDER BY epoch DESC
 LIMIT 1;

-- has_events: Is there any event?
SELECT EXISTS (SELECT FROM event);
