-- save_letter: Write what is known of a letter now.
UPDATE letter
   SET state = $2, sid = coalesce(sid, nullif($3, '')), status = coalesce(nullif($4, ''), status),
       error_code = coalesce(nullif($5, ''), error_code), answered_at = coalesce(answered_at, $6), look_at = $7,
       looks = 0
 WHERE id = $1;

-- look_again: Note that a carrier was asked about a letter, and when to ask again.
UPDATE letter
   SET looks = $2, look_at = $3
 WHERE id = $1;

-- move_messages: Let the messages of a letter move on, those that are not as far yet.
UPDATE outbox
   SET state = $2, reason = nullif($3, ''), settled_at = $4
 WHERE letter = $1
   AND state = ANY ($5::text[])
RETURNING id, notice, ref, item, cycle, step, recipient, channel, not_before, expires_at, role, instead_of, rung,
       attempts;

-- requeue_messages: Put those of these messages that a letter surely did not carry back into the queue, for an instant.
UPDATE outbox
   SET state = 'queued', letter = NULL, due_at = $2, reason = $3
 WHERE letter = $1
   AND state = 'claimed'
   AND id = ANY ($4::uuid[])
RETURNING id, notice;

-- messages_of_letter: The messages in a letter of which nothing more is known, or a person says only that it did not arrive.
SELECT id, notice, ref, item, cycle, step, recipient, channel, not_before, expires_at, role, instead_of, rung, attempts
  FROM outbox
 WHERE letter = $1
   AND (state IN ('claimed', 'unknown') OR (state = 'undelivered' AND reason = 'not_reached'))
 ORDER BY id;

-- notice_state: Whether what a message says is still to be told, locked: of two that fail together the second sees the first.
SELECT state
  FROM notice
 WHERE id = $1
   FOR UPDATE;

-- supersede_others: Take back the waiting messages to the same people about what has been delivered after all.
UPDATE outbox
   SET state = 'superseded', reason = 'delivered_after_all', settled_at = $2
 WHERE id IN (
       SELECT waiting.id
         FROM outbox AS told
         JOIN outbox AS waiting
           ON waiting.notice = told.notice AND waiting.cycle = told.cycle AND waiting.recipient = told.recipient
        WHERE told.letter = $1
          AND waiting.state = 'queued'
        ORDER BY waiting.id
          FOR UPDATE OF waiting)
RETURNING id, notice;

-- doubtful_letters: Letters that their carrier should be asked about now, the longest waiting first.
SELECT id
  FROM letter
 WHERE look_at <= $1
 ORDER BY look_at
 LIMIT $2;

-- hold_look: Keep other senders from asking about a letter at the same time.
UPDATE letter
   SET look_at = $3
 WHERE id = $1
   AND look_at <= $2
RETURNING true;

-- next_receipt: The first receipt that nothing was done with yet and nobody has in hand, locked.
SELECT sid, status, letter, channel, error_code, received_at
  FROM delivery_receipt
 WHERE applied_at IS NULL
 ORDER BY received_at
 LIMIT 1
   FOR UPDATE SKIP LOCKED;

-- receipt_applied: Note what a receipt came to.
UPDATE delivery_receipt
   SET applied_at = $3, effect = $4
 WHERE sid = $1
   AND status = $2;

-- raise_alarm: Count a fault that is ours.
INSERT INTO alarm (carrier, error_code, times, first_at, last_at)
VALUES ($1, $2, 1, $3, $3)
ON CONFLICT (carrier, error_code) DO UPDATE
   SET times = alarm.times + 1, last_at = excluded.last_at;
