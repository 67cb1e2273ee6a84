-- pick_recipients: Who has messages due, the most urgent first, leaving out whom another sender is writing to.
WITH waiting AS MATERIALIZED (
    SELECT recipient, channel, min(urgency) AS urgency, min(due_at) AS due_at
      FROM outbox
     WHERE state = 'queued'
       AND channel = ANY ($2::text[])
       AND due_at <= $1
       AND step = ANY ($4::text[]) -- another one is known to a newer program only
     GROUP BY recipient, channel
     ORDER BY 3, 4
     LIMIT 4 * $3)
SELECT recipient, channel
  FROM waiting
 WHERE pg_try_advisory_xact_lock(hashtextextended(recipient || ' ' || channel, 0))
 LIMIT $3;

-- take_messages: All messages of these recipients and channels whose time has come, locked, with what they say.
SELECT outbox.id, outbox.ref, outbox.item, outbox.cycle, outbox.step, outbox.recipient, outbox.channel,
       outbox.not_before, outbox.expires_at, outbox.role, outbox.instead_of, outbox.rung, outbox.attempts,
       notice.id AS notice, notice.state AS notice_state, notice.due_on, notice.due_at AS ends_at, notice."left",
       notice.unit, notice.silence, notice.cycle AS notice_cycle, notice.body, notice.owner,
       EXISTS (
           SELECT
             FROM notice AS newer
            WHERE newer.ref = notice.ref
              AND newer.item = notice.item
              AND newer.state <> 'ended'
              AND newer.step <> 'report' -- each speaks of its own outage
              AND newer.not_before <= $3
              AND (newer.created_at, newer.not_before) > (notice.created_at, notice.not_before)) AS overtaken
  FROM unnest($1::text[], $2::text[]) AS wanted (recipient, channel)
  JOIN outbox ON outbox.recipient = wanted.recipient AND outbox.channel = wanted.channel
  JOIN notice ON notice.id = outbox.notice
 WHERE outbox.state = 'queued'
   AND outbox.not_before <= $3
   AND outbox.step = ANY ($5::text[])
   AND (outbox.attempts = 0 OR outbox.due_at <= $3)
 ORDER BY outbox.urgency, outbox.due_at, outbox.id
 LIMIT $4
   FOR UPDATE OF outbox SKIP LOCKED
   FOR SHARE OF notice SKIP LOCKED;

-- recent_letters: How many letters these recipients have got on a channel since an instant, and when the oldest of them was sent.
SELECT wanted.recipient, wanted.channel, count(*) AS count, min(letter.claimed_at) AS oldest
  FROM unnest($1::text[], $2::text[]) AS wanted (recipient, channel)
  JOIN letter ON letter.recipient = wanted.recipient AND letter.channel = wanted.channel AND letter.claimed_at > $3
   AND letter.state <> 'failed' -- it never went out
 GROUP BY wanted.recipient, wanted.channel;

-- add_letter: Keep a letter before it is sent.
INSERT INTO letter (id, code, channel, recipient, address, language, template, parameters, subject, text, lines, segments,
                    urgency, valid_until, carrier, state, claimed_at, look_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'claimed', $16, $17);

-- claim_messages: Put messages into letters; from here on their sending has begun.
UPDATE outbox
   SET state = 'claimed', letter = carried.letter, text = carried.text, attempts = attempts + 1
  FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS carried (id, letter, text)
 WHERE outbox.id = carried.id;

-- settle_message: Give a message that is not sent its final state, with the reason.
UPDATE outbox
   SET state = $2, reason = $3, settled_at = $4
 WHERE id = $1;

-- put_off: Let messages of a recipient wait until an instant.
UPDATE outbox
   SET due_at = $2
 WHERE id = ANY ($1::uuid[]);

-- put_all_off: Let everything wait that waits for a recipient on a channel, until an instant.
UPDATE outbox
   SET due_at = $3
 WHERE id IN (
       SELECT id
         FROM outbox
        WHERE recipient = $1
          AND channel = $2
          AND state = 'queued'
          AND due_at < $3
        ORDER BY id
          FOR UPDATE SKIP LOCKED);

-- outage_by_start: What is known of the outage that began at an instant.
SELECT from_at, until_at, due, sent, skipped, latest_by
  FROM outage
 WHERE from_at = $1;
