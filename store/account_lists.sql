-- list_accounts: All accounts by their id, after one of them.
SELECT person.id AS person, person.role, coalesce(person.department, '') AS department, account.must_change,
       second_factor.secret IS NOT NULL AS has_factor,
       EXISTS (SELECT FROM outside_link WHERE outside_link.person = person.id) AS is_linked, person.left_at
  FROM person
  LEFT JOIN account ON account.person = person.id
  LEFT JOIN second_factor ON second_factor.person = person.id
 WHERE person.id > $1
 ORDER BY person.id
 LIMIT $2;

-- one_account: One account.
SELECT person.id AS person, person.role, coalesce(person.department, '') AS department, account.must_change,
       second_factor.secret IS NOT NULL AS has_factor,
       EXISTS (SELECT FROM outside_link WHERE outside_link.person = person.id) AS is_linked, person.left_at
  FROM person
  LEFT JOIN account ON account.person = person.id
  LEFT JOIN second_factor ON second_factor.person = person.id
 WHERE person.id = $1;

-- close_account: A person has left.
UPDATE person
   SET left_at = $2
 WHERE id = $1
   AND left_at IS NULL;
