-- save_person: Write a person's account.
INSERT INTO person (id, name, role, department, work_no, phone, mail, language, languages)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE
   SET name = excluded.name, role = excluded.role, department = excluded.department, work_no = excluded.work_no,
       phone = excluded.phone, mail = excluded.mail, language = excluded.language, languages = excluded.languages;

-- find_person: The whole account of a person.
SELECT id, name, role, department, work_no, phone, mail, language, languages
  FROM person
 WHERE id = $1;

-- id_like: An account whose id differs from this one by nothing but the case of its letters.
SELECT id
  FROM person
 WHERE lower(id) = lower($1)
   AND id <> $1
 LIMIT 1;

-- set_language: Another language for a person; nothing where it is theirs already.
UPDATE person
   SET language = $2
 WHERE id = $1
   AND language <> $2
RETURNING id;

-- hold_person: Let nobody else change a person's account until the transaction ends.
SELECT id
  FROM person
 WHERE id = $1
   FOR UPDATE;

-- roles_reached_alike: The roles of other accounts that are reached in the same way.
SELECT DISTINCT role
  FROM person
 WHERE id <> $1
   AND left_at IS NULL
   AND (phone = $2 OR mail = $3);

-- roles_of: The roles of people.
SELECT id, role
  FROM person
 WHERE id = ANY ($1);

-- add_token: Give a person a token, of which only the hash is kept; one that they have holds as long as a new one.
INSERT INTO token (hash, person, label, scope, expires_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (hash) DO UPDATE
   SET scope = excluded.scope, expires_at = excluded.expires_at;

-- bearer_of: Who holds the token with this hash, if it has not ended, for what, and for whom they stand in now.
SELECT person.id, person.role, person.department, token.scope,
       lent.people AS stands_in_for, ARRAY(SELECT role FROM person WHERE id = ANY (lent.people) ORDER BY id) AS stands_in_as
  FROM token
  JOIN person ON person.id = token.person
 CROSS JOIN LATERAL (SELECT stands_in_for(token.person, now()) AS people) AS lent
 WHERE token.hash = $1
   AND token.ended_at IS NULL
   AND token.expires_at > now()
   AND person.left_at IS NULL;

-- actor: The role and department of a person who has not left.
SELECT id, role, department
  FROM person
 WHERE id = $1
   AND left_at IS NULL;

-- person_there: A person as somebody who acts, if they are not away at an instant.
SELECT id, role, coalesce(department, '') AS department
  FROM person
 WHERE id = $1
   AND left_at IS NULL
   AND NOT EXISTS (
       SELECT
         FROM absence
        WHERE absence.person = person.id
          AND absence.from_at <= $2
          AND absence.until_at > $2);

-- has_people: Is there any account?
SELECT EXISTS (SELECT FROM person);

-- officers_of: Who decides items in a department, by their number.
SELECT id, role, coalesce(work_no, '') AS work_no
  FROM person
 WHERE department = $1
   AND role IN ('officer', 'head')
   AND left_at IS NULL
 ORDER BY work_no, id;
