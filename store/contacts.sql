-- people: Everybody who may have to be told about items of these departments and officers, with who is away at an instant.
WITH away AS (
    SELECT person, stand_in
      FROM absence
     WHERE from_at <= $3
       AND until_at > $3),
on_duty AS (
    SELECT department, person
      FROM duty
     WHERE department = ANY ($1::text[])
       AND from_at <= $3
       AND until_at > $3)
SELECT person.id, person.role, person.department, person.phone, person.mail, person.language,
       there_for(person.id, $3) AS there,
       ARRAY(SELECT department FROM on_duty WHERE on_duty.person = person.id) AS duties
  FROM person
 WHERE person.left_at IS NULL
   AND (person.role IN ('supervisor', 'administrator')
    OR (person.role IN ('dispatcher', 'leader') AND 'CENTRE' = ANY ($1::text[]))
    OR (person.role IN ('director', 'clerk') AND 'JUB' = ANY ($1::text[]))
    OR (person.role = 'head' AND person.department = ANY ($1::text[]))
    OR person.id = ANY ($2::text[])
    OR person.id IN (SELECT person FROM on_duty)
    OR person.id IN (SELECT stand_in FROM away))
 ORDER BY person.id;

-- ruled_out: Who may have nothing to do with cases of the legal circle, or works in the body of which a request complains, whomever they stand in for.
SELECT ref, person
  FROM legal_bar
 WHERE ref = ANY ($1::text[])
UNION
SELECT ref, unnest(ruled_out)
  FROM legal_case
 WHERE ref = ANY ($1::text[])
UNION
SELECT off_list_demand.ref, person.id
  FROM off_list_demand
  JOIN person ON person.department = off_list_demand.accused
 WHERE off_list_demand.ref = ANY ($1::text[]);

-- departments_by_id: How departments can be reached.
SELECT id, phone, mail, 'zh' AS language
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
   AND left_at IS NULL
UNION ALL
SELECT 'department:' || id, phone, mail, 'zh'
  FROM department
 WHERE 'department:' || id = ANY ($1::text[])
UNION ALL
SELECT 'caller:' || id, phone, mail, language
  FROM complainant
 WHERE id = ANY (ARRAY(SELECT substring(wanted FROM '^caller:(.*)$') FROM unnest($1::text[]) AS wanted))
UNION ALL
SELECT 'caller:' || id, phone, mail, language
  FROM asker
 WHERE id = ANY (ARRAY(SELECT substring(wanted FROM '^caller:(.*)$') FROM unnest($1::text[]) AS wanted))
UNION ALL
SELECT 'caller:' || id, phone, mail, language
  FROM subscriber
 WHERE id = ANY (ARRAY(SELECT substring(wanted FROM '^caller:(.*)$') FROM unnest($1::text[]) AS wanted))
   AND ended_at IS NULL;

-- callers: Who handed in these requests, those of a request that was merged into another too, who asked for legal help, who wants to be reminded of a programme, and who else is named.
WITH RECURSIVE way AS (
    SELECT wanted AS ref, wanted AS now
      FROM unnest($1::text[]) AS wanted
     UNION
    SELECT way.ref, request.merged_into
      FROM way
      JOIN request ON request.ref = way.now
     WHERE request.merged_into <> '')
SELECT way.ref, complainant.id, complainant.phone, complainant.mail, complainant.language
  FROM way
  JOIN complainant ON complainant.ref = way.now AND way.ref IN (complainant.ref, complainant.first_ref)
   AND NOT complainant.withdrawn
UNION ALL
SELECT '', id, phone, mail, language
  FROM complainant
 WHERE id = ANY ($2::text[])
UNION ALL
SELECT ref, id, phone, mail, language
  FROM asker
 WHERE ref = ANY ($1::text[])
UNION ALL
SELECT *
  FROM (SELECT DISTINCT ON (programme, coalesce(phone, mail)) 'P-' || programme, id, phone, mail, language
          FROM subscriber
         WHERE 'P-' || programme = ANY ($1::text[])
           AND ended_at IS NULL
         ORDER BY programme, coalesce(phone, mail), made_at) AS subscribed -- an address is told once
 ORDER BY 1, 2;

-- bar: Never use an address on a channel again.
INSERT INTO barred (channel, address, why, barred_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (channel, address) DO NOTHING;
