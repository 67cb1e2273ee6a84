-- record: The record of a case with who acted, after an event's number.
SELECT n, kind, coalesce(item, '') AS item, at, entered_at, actor, role, coalesce(what, '') AS what, due_before,
       due_after, calendar_rev
  FROM valid_event
 WHERE ref = $1
   AND n > $2
 ORDER BY n;

-- messages: The messages about a case that have gone out, as they were sent, in the order of their making.
SELECT outbox.id::text, outbox.item, outbox.step, outbox.recipient, coalesce(letter.text, outbox.text) AS text
  FROM outbox
  LEFT JOIN letter ON letter.id = outbox.letter
 WHERE outbox.ref = $1
   AND outbox.not_before <= now()
   AND coalesce(letter.text, outbox.text) IS NOT NULL
 ORDER BY outbox.created_at, outbox.item, outbox.step, text, outbox.recipient;
