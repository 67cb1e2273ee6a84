-- tell_invitation: Let an invitation go its way to a person.
INSERT INTO notice (ref, item, cycle, step, not_before, expires_at, due_at, "left", unit, silence, created_at, owner, next_at)
VALUES ('invitation', $1, $2, 'invitation', $3, $4, $4, 0, 'h', 'nothing', $3, $1, $3)
RETURNING id;

-- add_told_invitation: Keep an invitation that goes by letter, under a hash of which nobody knows the code.
INSERT INTO invitation (hash, person, made_by, made_at, expires_at, notice)
VALUES ($1, $2, $3, $4, $5, $6);

-- add_secret: A letter brings a code for an invitation; it holds as long as that.
INSERT INTO invitation (hash, person, made_by, made_at, expires_at, notice)
SELECT $1, person, made_by, $3, expires_at, notice
  FROM invitation
 WHERE notice = $2
   AND used_at IS NULL
 ORDER BY made_at
 LIMIT 1;

-- letter_of_invitation: How the newest invitation by letter to a person stands: when it ends, and what became of its newest message.
SELECT notice.expires_at, coalesce(message.state, 'queued') AS state, coalesce(message.carrier, '') AS carrier
  FROM notice
  LEFT JOIN LATERAL (
       SELECT outbox.state, letter.carrier
         FROM outbox
         LEFT JOIN letter ON letter.id = outbox.letter
        WHERE outbox.notice = notice.id
        ORDER BY outbox.created_at DESC, outbox.due_at DESC
        LIMIT 1) AS message ON true
 WHERE notice.ref = 'invitation'
   AND notice.item = $1
 ORDER BY notice.created_at DESC
 LIMIT 1;
