-- add_policy: Keep one version of a service's rules as it was loaded.
INSERT INTO policy (service, version, loaded_at, loaded_by, body)
VALUES ($1, $2, clock_timestamp(), $3, $4)
ON CONFLICT (service, version) DO NOTHING;

-- policy_text: The text of one version of a service's rules.
SELECT body
  FROM policy
 WHERE service = $1
   AND version = $2;

-- newest_version: The version of the rules of a service that were loaded last, and who loaded them.
SELECT version, loaded_by
  FROM policy
 WHERE service = $1
 ORDER BY loaded_at DESC, version DESC
 LIMIT 1;
