-- give_known_password: Give those of some people who have no password one that is known, of which the hash comes.
INSERT INTO account (person, password, must_change, changed_at)
SELECT person, $2, false, $3
  FROM unnest($1::text[]) AS given (person)
ON CONFLICT (person) DO NOTHING
RETURNING person;

-- give_known_factor: Let a secret hold that everybody may know, for a person who has none.
INSERT INTO second_factor (person, secret, confirmed_at, last_step)
VALUES ($1, $2, $3, 0)
ON CONFLICT (person) DO NOTHING;

-- end_known_sessions: End the sessions of all who have the known password.
UPDATE session
   SET ended_at = now()
 WHERE ended_at IS NULL
   AND person IN (SELECT person FROM account WHERE password = $1);

-- take_known_factor: Forget second factors of those who have the known password, and every one with the known secret that was kept open.
DELETE FROM second_factor
 WHERE secret = $2
    OR person IN (SELECT person FROM account WHERE password = $1);

-- take_known_password: Take the known password from everybody.
DELETE FROM account
 WHERE password = $1
RETURNING person;
