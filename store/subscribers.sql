-- add_subscriber: Keep somebody who wants to be reminded; one that is known stays as it is.
INSERT INTO subscriber (id, programme, phone, mail, language, code, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO NOTHING;

-- one_subscriber: Who wants to be reminded, under this id.
SELECT id, programme, phone, mail, language, code, made_at
  FROM subscriber
 WHERE id = $1;

-- end_subscription: Remind whoever holds this code no more, nor under the same address of another subscription.
UPDATE subscriber
   SET ended_at = $3
  FROM subscriber AS mine
 WHERE mine.programme = $1
   AND mine.code = $2
   AND subscriber.programme = mine.programme
   AND subscriber.ended_at IS NULL
   AND coalesce(subscriber.phone, subscriber.mail) = coalesce(mine.phone, mine.mail)
RETURNING subscriber.id;

-- was_subscribed: Has anybody this code, still or once?
SELECT EXISTS (
       SELECT
         FROM subscriber
        WHERE programme = $1
          AND code = $2);

-- cancel_reminders: Take back what waits to be told to these recipients.
UPDATE outbox
   SET state = 'cancelled', settled_at = $2, reason = 'unsubscribed'
 WHERE id IN (
       SELECT id
         FROM outbox
        WHERE recipient = ANY ($1::text[])
          AND state = 'queued'
        ORDER BY id
          FOR UPDATE)
RETURNING id, notice;
