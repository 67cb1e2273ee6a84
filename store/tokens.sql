-- make_token: Let somebody in with a token, for some acts and for some time.
INSERT INTO token (hash, person, label, scope, made_by, expires_at)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id::text;

-- tokens_of: The tokens of a person that hold at an instant, the newest first.
SELECT id::text, label, scope, made_by, created_at, expires_at
  FROM token
 WHERE person = $1
   AND ended_at IS NULL
   AND expires_at > $2
 ORDER BY created_at DESC, id;

-- end_token: End one token of a person.
UPDATE token
   SET ended_at = $3
 WHERE id = $1
   AND person = $2
   AND ended_at IS NULL
RETURNING id;

-- end_tokens: End all tokens of a person.
UPDATE token
   SET ended_at = $2
 WHERE person = $1
   AND ended_at IS NULL;
