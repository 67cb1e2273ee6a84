-- keep_receipt: Keep a receipt once for each status of a message, and wake the postroom if it is new.
WITH kept AS (
    INSERT INTO delivery_receipt (sid, status, letter, channel, error_code, received_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (sid, status) DO NOTHING
    RETURNING sid)
SELECT pg_notify('post', '')
  FROM kept;

-- keep_text: Keep a text that somebody sent us, once.
INSERT INTO inbound (sid, address, body, received_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (sid) DO NOTHING;

-- answer_to: What was answered to a text, locked.
SELECT answer
  FROM inbound
 WHERE sid = $1
   FOR UPDATE;

-- save_answer: Note what is answered to a text.
UPDATE inbound
   SET answer = $2
 WHERE sid = $1;

-- stop_texts: Bar an address whose owner wants no more SMS.
INSERT INTO barred (channel, address, why, barred_at)
VALUES ('sms', $1, 'stopped', $2)
ON CONFLICT (channel, address) DO NOTHING;

-- start_texts: Let an address be used again whose owner had stopped it.
DELETE FROM barred
 WHERE channel = 'sms'
   AND address = $1
   AND why IN ('stopped', '21610');
