-- messages_newest: Messages, the newest first, before one of them, as far as they match; the code in a text that went out is covered.
SELECT outbox.id::text, outbox.ref, outbox.item, outbox.cycle, outbox.step, outbox.recipient, outbox.channel,
       outbox.role, outbox.instead_of, outbox.rung,
       coalesce(CASE WHEN letter.carrier = 'outbox' THEN letter.text END, -- it goes nowhere else
                regexp_replace(letter.text, array_to_string(string_to_array(letter.code, NULL), '[ ,，、-]*'), '······', 'gi'),
                outbox.text) AS text,
       outbox.not_before, outbox.expires_at, outbox.due_at, outbox.attempts, outbox.state, outbox.reason,
       outbox.created_at, outbox.settled_at, outbox.notice::text, notice.state AS notice_state, outbox.letter::text,
       letter.carrier, letter.segments, letter.template
  FROM outbox
  LEFT JOIN notice ON notice.id = outbox.notice
  LEFT JOIN letter ON letter.id = outbox.letter
 WHERE ($2::uuid IS NULL OR outbox.created_at < $1 OR (outbox.created_at = $1 AND outbox.id > $2))
   AND ($3::text = '' OR outbox.ref = $3)
   AND ($4::text = '' OR outbox.state = $4)
   AND ($5::text = '' OR outbox.channel = $5)
   AND ($6::text = '' OR outbox.recipient = $6)
   AND ($7::text = '' OR outbox.step = $7)
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = outbox.ref AND accused = $9) -- whoever works there learns of none
 ORDER BY outbox.created_at DESC, outbox.id
 LIMIT $8;

-- one_message: One message; the code in its text is covered if it went out.
SELECT outbox.id::text, outbox.ref, outbox.item, outbox.cycle, outbox.step, outbox.recipient, outbox.channel,
       outbox.role, outbox.instead_of, outbox.rung,
       coalesce(CASE WHEN letter.carrier = 'outbox' THEN letter.text END, -- it goes nowhere else
                regexp_replace(letter.text, array_to_string(string_to_array(letter.code, NULL), '[ ,，、-]*'), '······', 'gi'),
                outbox.text) AS text,
       outbox.not_before, outbox.expires_at, outbox.due_at, outbox.attempts, outbox.state, outbox.reason,
       outbox.created_at, outbox.settled_at, outbox.notice::text, notice.state AS notice_state, outbox.letter::text,
       letter.carrier, letter.segments, letter.template
  FROM outbox
  LEFT JOIN notice ON notice.id = outbox.notice
  LEFT JOIN letter ON letter.id = outbox.letter
 WHERE outbox.id = $1
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = outbox.ref AND accused = $2);

-- one_letter: A letter as it was sent, without its address and parameters; the code in it is covered if it went out.
SELECT letter.id::text, letter.channel, letter.recipient, letter.language, letter.template,
       regexp_replace(letter.subject, covered.code, '······', 'gi') AS subject,
       regexp_replace(letter.text, covered.code, '······', 'gi') AS text,
       letter.segments, letter.carrier, letter.state, letter.sid, letter.status, letter.error_code,
       letter.valid_until, letter.claimed_at, letter.answered_at, letter.look_at, letter.looks,
       (SELECT count(*) FROM outbox WHERE outbox.letter = letter.id) AS messages
  FROM letter
 CROSS JOIN LATERAL (
       SELECT CASE WHEN letter.carrier = 'outbox' THEN '$^' -- it goes nowhere else, so its code is shown
                   ELSE array_to_string(string_to_array(letter.code, NULL), '[ ,，、-]*') END AS code) AS covered
 WHERE letter.id = $1;

-- fates_of_message: What happened to a message, in order.
SELECT at, what, why, by
  FROM fate
 WHERE message = $1
 ORDER BY n;

-- fates_of_notices: What the ladders of these notices did, in order.
SELECT notice::text, at, what, why, by
  FROM fate
 WHERE notice = ANY ($1::uuid[])
   AND message IS NULL
 ORDER BY n;

-- receipts_of_letter: What the carrier reported of a letter, in order.
SELECT delivery_receipt.status, delivery_receipt.error_code, delivery_receipt.received_at,
       delivery_receipt.applied_at, delivery_receipt.effect
  FROM letter
  JOIN delivery_receipt ON delivery_receipt.sid = letter.sid OR delivery_receipt.letter = letter.id
 WHERE letter.id = $1
 ORDER BY delivery_receipt.received_at, delivery_receipt.status;

-- notices_of_case: What a case had to say, the newest first, before one of them.
SELECT id::text, ref, item, cycle, step, not_before, expires_at, due_on, due_at, "left", unit, silence, created_at,
       state, rung, raised, next_at, acknowledged_at, acknowledged_by, acknowledged_on, ended_at, why
  FROM notice
 WHERE ref = $1
   AND ($3::uuid IS NULL OR created_at < $2 OR (created_at = $2 AND id > $3))
 ORDER BY created_at DESC, id
 LIMIT $4;
