-- texts_newest: What people sent us by SMS, the newest first, before one of them: what nobody understood, what came from numbers that we never wrote to, or all; with whom we last wrote to there.
WITH shown AS (
SELECT sid, received_at, address, body, answer, NOT answer LIKE ANY ($4::text[]) AS is_understood
  FROM inbound
 WHERE address <> ''
   AND ($2::text IS NULL OR received_at < $1 OR (received_at = $1 AND sid > $2))
   AND ($3::text <> 'not_understood' OR answer LIKE ANY ($4))
   AND ($3::text <> 'unknown_number' OR NOT EXISTS (SELECT FROM letter WHERE letter.address = inbound.address))
 ORDER BY received_at DESC, sid
 LIMIT $5)
SELECT shown.sid, shown.received_at, known.recipient AS sender, shown.address AS phone, shown.body AS text,
       shown.answer, shown.is_understood
  FROM shown
  LEFT JOIN (
       SELECT DISTINCT ON (address) address, recipient
         FROM letter
        WHERE address IN (SELECT address FROM shown)
        ORDER BY address, claimed_at DESC) AS known ON known.address = shown.address
 ORDER BY shown.received_at DESC, shown.sid;

-- stray_receipts: What carriers reported that fits no letter of ours, or that nobody understood; the newest first, before one of them.
SELECT sid, status, channel, error_code, letter::text, received_at, effect
  FROM delivery_receipt
 WHERE effect IN ('no_letter', 'other_sid', 'not_understood')
   AND ($2::text IS NULL OR received_at < $1 OR (received_at = $1 AND (sid, status) > ($2, $3::text)))
 ORDER BY received_at DESC, sid, status
 LIMIT $4;
