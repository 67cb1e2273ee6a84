-- save_person: Write a person's account.
INSERT INTO person (id, name, role, department, work_no, phone, mail, language)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE
   SET name = excluded.name, role = excluded.role, department = excluded.department, work_no = excluded.work_no,
       phone = excluded.phone, mail = excluded.mail, language = excluded.language;

-- find_person: The whole account of a person.
SELECT id, name, role, department, work_no, phone, mail, language
  FROM person
 WHERE id = $1;

-- add_token: Give a person a token, of which only the hash is kept.
INSERT INTO token (hash, person, label)
VALUES ($1, $2, $3)
ON CONFLICT (hash) DO NOTHING;

-- actor_by_token: Who holds the token with this hash, if it has not expired.
SELECT person.id, person.role, person.department
  FROM token
  JOIN person ON person.id = token.person
 WHERE token.hash = $1
   AND (token.expires_at IS NULL OR token.expires_at > now());

-- actor: The role and department of a person.
SELECT id, role, department
  FROM person
 WHERE id = $1;

-- has_people: Is there any account?
SELECT EXISTS (SELECT FROM person);
