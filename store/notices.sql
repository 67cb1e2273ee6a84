-- add_notice: Write down what a case has to say; said again, it is told on if the case took it back, or to an officer who does not know it.
INSERT INTO notice (ref, item, cycle, step, not_before, expires_at, due_on, due_at, "left", unit, silence, created_at, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $5)
ON CONFLICT (ref, item, cycle, step) DO UPDATE
   SET state = 'open', rung = 0, next_at = excluded.not_before, expires_at = excluded.expires_at,
       created_at = excluded.created_at, ended_at = NULL, why = NULL
 WHERE (notice.state = 'ended' AND notice.why = 'case_moved')
    OR (notice.state <> 'ended' AND notice.rung > 0 AND NOT EXISTS (
       SELECT
         FROM outbox
         JOIN item ON item.ref = outbox.ref AND item.id = outbox.item
        WHERE outbox.notice = notice.id
          AND outbox.state <> 'cancelled'
          AND coalesce(outbox.instead_of, outbox.recipient) = coalesce('person:' || item.officer, outbox.recipient)));

-- end_notices: Take back what was to be said of items, except that silence has approved it.
WITH held AS (
    SELECT id
      FROM notice
     WHERE ref = $1
       AND item = ANY ($2::text[])
       AND state <> 'ended'
       AND step <> 'deemed'
     ORDER BY id -- as everybody who locks several
       FOR UPDATE)
UPDATE notice
   SET state = 'ended', ended_at = $3, why = 'case_moved', next_at = NULL
  FROM held
 WHERE notice.id = held.id
RETURNING notice.id;

-- end_notice: End what was to be said, with the reason.
UPDATE notice
   SET state = 'ended', ended_at = $2, why = $3, next_at = NULL
 WHERE id = $1;

-- end_expired: End everything that is of no use any more and of which no message was made, and note it.
WITH ended AS (
    UPDATE notice
       SET state = 'ended', ended_at = $1, why = 'expired', next_at = NULL
     WHERE next_at IS NOT NULL
       AND expires_at <= $1
       AND NOT EXISTS (SELECT FROM outbox WHERE outbox.notice = notice.id)
 RETURNING id)
INSERT INTO fate (at, notice, what, why, by)
SELECT $1, id, 'skipped', 'expired', 'system'
  FROM ended;

-- cancel_messages: Take back the waiting messages of notices, with the reason.
UPDATE outbox
   SET state = 'cancelled', settled_at = $2, reason = $3
 WHERE id IN (
       SELECT id
         FROM outbox
        WHERE notice = ANY ($1::uuid[])
          AND state = 'queued'
        ORDER BY id
          FOR UPDATE)
RETURNING id, notice;

-- due_notices: What is to be told next, the most urgent first, locked; `overtaken` when something newer about the item is due too.
SELECT notice.id, notice.ref, notice.item, notice.cycle, notice.step, notice.not_before, notice.expires_at,
       notice.due_on, notice.due_at, notice.unit, notice.body, notice.owner, notice.complainant, notice.state, notice.rung,
       notice.raised, notice.next_at, notice.acknowledged_at,
       EXISTS (
           SELECT
             FROM notice AS newer
            WHERE newer.ref = notice.ref
              AND newer.item = notice.item
              AND newer.state <> 'ended'
              AND newer.step <> 'report' -- each speaks of its own outage
              AND newer.not_before <= $1
              AND (newer.created_at, newer.not_before) > (notice.created_at, notice.not_before)) AS overtaken
  FROM notice
 WHERE notice.next_at <= $1
   AND notice.step = ANY ($2::text[]) -- another one is known to a newer program only
 ORDER BY array_position($2::text[], notice.step), notice.next_at, notice.id
 LIMIT $3
   FOR UPDATE OF notice SKIP LOCKED;

-- climbed: Note how far a ladder was climbed and when it moves next.
UPDATE notice
   SET rung = $2, next_at = $3, raised = $4, state = $5
 WHERE id = $1;

-- add_message: Make a message; one that was made before is left as it is, unless it was taken back before anybody carried it.
INSERT INTO outbox (ref, item, cycle, step, recipient, channel, not_before, expires_at, state, created_at, settled_at,
                    notice, role, instead_of, rung, urgency, due_at, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (ref, item, cycle, step, recipient, channel) DO UPDATE
   SET (state, settled_at, role, instead_of, rung, urgency, due_at, reason, expires_at)
     = (excluded.state, excluded.settled_at, excluded.role, excluded.instead_of, excluded.rung, excluded.urgency,
        excluded.due_at, excluded.reason, excluded.expires_at)
 WHERE outbox.state = 'cancelled'
   AND outbox.letter IS NULL
RETURNING id;

-- add_fate: Note what happened to a notice or a message, and why.
INSERT INTO fate (at, notice, message, what, why, by)
VALUES ($1, $2, $3, $4, $5, $6);

-- wake_postroom: Tell the postroom that there is something to do.
SELECT pg_notify('post', '');

-- lock_notice: Lock a notice: of two whose last messages fail together the second sees what the first has written.
SELECT
  FROM notice
 WHERE id = $1
   FOR UPDATE;

-- climb_now: Climb on at once where nobody on the present rung can be reached any more.
UPDATE notice
   SET next_at = $2
 WHERE id = $1
   AND state = 'open'
   AND rung < $3
   AND (next_at IS NULL OR next_at > $2)
   AND NOT EXISTS (
       SELECT
         FROM outbox
        WHERE outbox.notice = notice.id
          AND outbox.rung = notice.rung
          AND outbox.cycle = CASE WHEN notice.raised > 0 THEN notice.cycle || '#' || notice.raised ELSE notice.cycle END
          AND outbox.channel <> 'list'
          AND outbox.state IN ('queued', 'claimed', 'unknown', 'accepted', 'sent', 'delivered'));
