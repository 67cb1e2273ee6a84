-- record: The record of a case with who acted, after an event's number.
SELECT n, kind, coalesce(item, '') AS item, at, entered_at, actor, role, coalesce(what, '') AS what, due_before,
       due_after, calendar_rev
  FROM valid_event
 WHERE ref = $1
   AND n > $2
 ORDER BY n;

-- messages: The messages about a case that somebody should have read by now, in the order of their making.
SELECT id::text, item, step, recipient, text
  FROM outbox
 WHERE ref = $1
   AND not_before <= now()
 ORDER BY created_at, item, step, text, recipient;
