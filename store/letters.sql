-- lock_letter: A letter as it stands, locked.
SELECT id, code, channel, recipient, address, language, subject, text, lines, template, parameters, valid_until,
       claimed_at, coalesce(sid, '') AS sid, state, carrier, looks
  FROM letter
 WHERE id = $1
   FOR UPDATE;

-- letter_by_sid: The letter that a carrier knows under its own id.
SELECT id
  FROM letter
 WHERE sid = $1;
