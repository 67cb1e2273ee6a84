-- people: Everybody who may have to be told about items of these departments and officers, with who is away at an instant.
WITH away AS (
    SELECT DISTINCT ON (person) person, stand_in
      FROM absence
     WHERE from_at <= $3
       AND until_at > $3
     ORDER BY person, entered_at DESC),
on_duty AS (
    SELECT department, person
      FROM duty
     WHERE department = ANY ($1::text[])
       AND from_at <= $3
       AND until_at > $3)
SELECT person.id, person.role, person.department, person.phone, person.mail, person.language,
       away.person IS NOT NULL AS is_away, away.stand_in,
       ARRAY(SELECT department FROM on_duty WHERE on_duty.person = person.id) AS duties
  FROM person
  LEFT JOIN away ON away.person = person.id
 WHERE person.role IN ('supervisor', 'administrator')
    OR (person.role = 'head' AND person.department = ANY ($1::text[]))
    OR person.id = ANY ($2::text[])
    OR person.id IN (SELECT person FROM on_duty)
    OR person.id IN (SELECT stand_in FROM away)
 ORDER BY person.id;

-- departments_by_id: How departments can be reached.
SELECT id, phone, mail
  FROM department
 WHERE id = ANY ($1::text[]);

-- barred: Channels that are closed for addresses, with the reason.
SELECT channel, address, why
  FROM barred
 WHERE address = ANY ($1::text[]);

-- contacts: How these recipients can be reached at this moment.
SELECT 'person:' || id AS recipient, phone, mail, language
  FROM person
 WHERE 'person:' || id = ANY ($1::text[])
UNION ALL
SELECT 'department:' || id, phone, mail, 'zh'
  FROM department
 WHERE 'department:' || id = ANY ($1::text[]);

-- bar: Never use an address on a channel again.
INSERT INTO barred (channel, address, why, barred_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (channel, address) DO NOTHING;
