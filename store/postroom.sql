-- next_moment: When the postroom has something to do next by itself.
SELECT least(
       (SELECT min(next_at) FROM notice WHERE next_at IS NOT NULL),
       (SELECT min(due_at) FROM outbox WHERE state = 'queued' AND channel <> 'list'),
       (SELECT min(look_at) FROM letter WHERE look_at IS NOT NULL),
       (SELECT min(from_at) FROM absence WHERE followed_at IS NULL AND until_at > now()),
       (SELECT min(until_at) FROM absence WHERE followed_at IS NOT NULL AND returned_at IS NULL));

-- follow_absences: Whose absence has begun, while nobody else has been told yet what they had been told; each once.
UPDATE absence
   SET followed_at = $1
 WHERE followed_at IS NULL
   AND from_at <= $1
   AND until_at > $1
RETURNING person;

-- follow_returns: For whom somebody else was told what is theirs again, since an absence is over: whose it was, and those for whom they stand in; each once.
WITH back AS (
    UPDATE absence
       SET returned_at = $1
     WHERE followed_at IS NOT NULL
       AND returned_at IS NULL
       AND until_at <= $1
    RETURNING person)
SELECT person
  FROM back
 UNION
SELECT unnest(stands_in_for(person, $1))
  FROM back;

-- tell_on: Tell what these people (who leave; or who return, and others in their place) were told and nobody has acknowledged from the first rung again; whoever knows it is not told twice.
WITH held AS (
    SELECT id
      FROM notice
     WHERE state = 'open'
       AND rung > 0
       AND expires_at > $2
       AND EXISTS (
           SELECT
             FROM outbox
            WHERE outbox.notice = notice.id
              AND CASE WHEN $3 THEN outbox.instead_of = ANY ($1::text[]) AND outbox.state <> 'cancelled'
                         OR outbox.recipient = ANY ($1::text[]) AND outbox.reason = 'away'
                       ELSE outbox.recipient = ANY ($1::text[]) AND outbox.state <> 'cancelled' END)
     ORDER BY id -- as everybody who locks several
       FOR UPDATE)
UPDATE notice
   SET rung = 0, next_at = $2
  FROM held
 WHERE notice.id = held.id;

-- take_from: Take back what waits to be told to these people, or to others in their place.
UPDATE outbox
   SET state = 'cancelled', settled_at = $2, reason = $4
 WHERE id IN (
       SELECT id
         FROM outbox
        WHERE CASE WHEN $3 THEN instead_of ELSE recipient END = ANY ($1::text[])
          AND state = 'queued'
          AND channel <> 'list' -- somebody has taken that up perhaps
        ORDER BY id
          FOR UPDATE)
RETURNING id, notice;

-- seen: Note that the postroom works, and tell when it did so before.
WITH before AS (
    SELECT seen_at
      FROM postroom)
INSERT INTO postroom (one, seen_at)
VALUES (true, $1)
ON CONFLICT (one) DO UPDATE
   SET seen_at = greatest(postroom.seen_at, excluded.seen_at)
RETURNING (SELECT seen_at FROM before) AS before;

-- begin_outage: Keep that the postroom was away; two senders that come back together keep it once.
INSERT INTO outage (from_at, until_at)
VALUES ($1, $2)
ON CONFLICT (from_at) DO NOTHING;

-- open_outages: Outages that are not reported yet and whose messages have all had their turn.
SELECT from_at, until_at
  FROM outage
 WHERE reported_at IS NULL
   AND NOT EXISTS (SELECT FROM notice WHERE next_at <= outage.until_at)
   AND NOT EXISTS (
       SELECT FROM outbox WHERE state IN ('queued', 'claimed') AND channel <> 'list' AND not_before <= outage.until_at)
   FOR UPDATE SKIP LOCKED;

-- report_outage: Count what an outage came to.
UPDATE outage
   SET reported_at = $2,
       due = counted.due, sent = counted.sent, letters = counted.letters, skipped = counted.skipped,
       unknown = counted.unknown, latest_by = counted.latest_by
  FROM (
       SELECT count(DISTINCT late.id) AS due,
              count(*) FILTER (WHERE outbox.letter IS NOT NULL) AS sent,
              count(DISTINCT outbox.letter) AS letters,
              count(DISTINCT late.id) FILTER (WHERE late.why IN ('expired', 'overtaken') AND outbox.letter IS NULL) AS skipped,
              count(*) FILTER (WHERE outbox.state = 'unknown') AS unknown,
              max(letter.claimed_at - greatest(late.not_before, $1)) AS latest_by
         FROM notice AS late
         LEFT JOIN outbox ON outbox.notice = late.id
         LEFT JOIN letter ON letter.id = outbox.letter
        WHERE late.not_before > $1
          AND late.not_before <= (SELECT until_at FROM outage WHERE from_at = $1)) AS counted
 WHERE outage.from_at = $1;

-- tell_outage: Let the report go its way; one that finds nothing late is only kept.
INSERT INTO notice (ref, item, cycle, step, not_before, expires_at, "left", unit, silence, created_at, next_at)
SELECT 'postroom', '', $3, 'report', $2::timestamptz, $2 + interval '3 days', 0, 'h', 'nothing', $2, $2
  FROM outage
 WHERE from_at = $1
   AND due > 0
ON CONFLICT (ref, item, cycle, step) DO NOTHING;
