-- credentials: What somebody who signs in is checked against, unless they have left.
SELECT person.id AS person, person.role, account.password, coalesce(account.must_change, false) AS must_change,
       second_factor.secret, coalesce(second_factor.last_step, 0) AS last_step
  FROM person
  LEFT JOIN account ON account.person = person.id
  LEFT JOIN second_factor ON second_factor.person = person.id
 WHERE person.id = $1
   AND person.left_at IS NULL;

-- signs_in: Has a person a password or a link to a provider?
SELECT EXISTS (SELECT FROM account WHERE person = $1)
    OR EXISTS (SELECT FROM outside_link WHERE person = $1);

-- lock_account: Let attempts on one account come one after the other until the transaction ends.
SELECT pg_advisory_xact_lock($1);

-- is_device_known: Has this person signed in on this device since an instant?
SELECT EXISTS (
       SELECT FROM device
        WHERE hash = $1
          AND person = $2
          AND seen_at > $3);

-- count_attempts: How many attempts since an instant were wrong or are not decided: by strangers on an account and from an address, and by a device on the account.
SELECT count(*) FILTER (WHERE account = $1 AND device IS NULL) AS of_account,
       count(*) FILTER (WHERE address = $2 AND device IS NULL AND state <> 'pending') AS of_address,
       count(*) FILTER (WHERE account = $1 AND device = $3) AS of_device
  FROM login_attempt
 WHERE (account = $1 OR address = $2)
   AND at > $4
   AND state <> 'right';

-- begin_attempt: Write down that somebody tries to sign in.
INSERT INTO login_attempt (account, address, device, at)
VALUES ($1, $2, $3, $4)
RETURNING id;

-- settle_attempt: Write down what came of an attempt.
UPDATE login_attempt
   SET state = $2
 WHERE id = $1;

-- count_codes: How many attempts on an account since an instant had the right password and a wrong code: by strangers, or by a known device.
SELECT count(*)
  FROM login_attempt
 WHERE account = $1
   AND device IS NOT DISTINCT FROM $2
   AND at > $3
   AND state = 'code';

-- drop_attempt: An attempt was not made after all.
DELETE FROM login_attempt
 WHERE id = $1;

-- forget_codes: Codes that were guessed with a password say nothing of the next one.
DELETE FROM login_attempt
 WHERE account = $1
   AND state = 'code';

-- rename_device: A device is known under another token, for all who have signed in on it.
UPDATE device
   SET hash = $2
 WHERE hash = $1;

-- know_device: A person has signed in on a device.
INSERT INTO device (hash, person, seen_at)
VALUES ($1, $2, $3)
ON CONFLICT (hash, person) DO UPDATE
   SET seen_at = excluded.seen_at;

-- forget_devices: No device is known for a person any more.
DELETE FROM device
 WHERE person = $1;

-- set_password: Give a person a password, of which only the argon2 hash is kept.
INSERT INTO account (person, password, must_change, changed_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (person) DO UPDATE
   SET password = excluded.password, must_change = excluded.must_change, changed_at = excluded.changed_at;
