-- want_factor: Keep a secret that a person has not confirmed yet.
INSERT INTO second_factor (person, wanted)
VALUES ($1, $2)
ON CONFLICT (person) DO UPDATE
   SET wanted = excluded.wanted;

-- wanted_factor: The secret that a person has not confirmed yet.
SELECT wanted
  FROM second_factor
 WHERE person = $1;

-- confirm_factor: Let the wanted secret hold, with its first step taken.
UPDATE second_factor
   SET secret = wanted, wanted = NULL, confirmed_at = $3, last_step = $2
 WHERE person = $1
   AND wanted IS NOT NULL;

-- take_step: Take the code of a step, unless it or a newer one was taken.
UPDATE second_factor
   SET last_step = $2
 WHERE person = $1
   AND last_step < $2
RETURNING person;

-- kept_secrets: All secrets as they are kept, locked against change.
SELECT person, secret, wanted
  FROM second_factor
 ORDER BY person
   FOR UPDATE;

-- keep_secrets: Keep the secrets of a person under another lock.
UPDATE second_factor
   SET secret = $2, wanted = $3
 WHERE person = $1;

-- drop_factor: Forget a second factor.
DELETE FROM second_factor
 WHERE person = $1;

-- add_recovery: Keep a recovery code, hashed.
INSERT INTO recovery_code (person, hash, made_at)
VALUES ($1, $2, $3);

-- forget_recovery: Forget the recovery codes of a person, used or not.
DELETE FROM recovery_code
 WHERE person = $1;

-- use_recovery: Use a recovery code once.
UPDATE recovery_code
   SET used_at = $3
 WHERE person = $1
   AND hash = $2
   AND used_at IS NULL
RETURNING person;

-- recovery_left: How many recovery codes a person has left.
SELECT count(*)
  FROM recovery_code
 WHERE person = $1
   AND used_at IS NULL;
