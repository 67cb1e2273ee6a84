-- absences_to_come: Who is away now or will be, by the beginning, after one of them; of one department or of all.
SELECT absence.id::text, absence.person, coalesce(person.department, '') AS department, absence.from_at,
       absence.until_at, absence.stand_in, absence.entered_by, absence.entered_at
  FROM absence
  JOIN person ON person.id = absence.person
 WHERE absence.until_at > $1
   AND ($2 = '' OR person.department = $2)
   AND ($4::uuid IS NULL OR (absence.from_at, absence.id) > ($3, $4))
 ORDER BY absence.from_at, absence.id
 LIMIT $5;

-- one_absence: One absence.
SELECT absence.id::text, absence.person, coalesce(person.department, '') AS department, absence.from_at,
       absence.until_at, absence.stand_in, absence.entered_by, absence.entered_at
  FROM absence
  JOIN person ON person.id = absence.person
 WHERE absence.id = $1;

-- absence_within: The first absence of a person that has a moment in common with a period.
SELECT id, from_at, until_at, stand_in
  FROM absence
 WHERE person = $1
   AND from_at < $3
   AND until_at > $2
 ORDER BY from_at
 LIMIT 1;

-- enter_absence: Enter that a person is away.
INSERT INTO absence (person, from_at, until_at, stand_in, entered_by)
VALUES ($1, $2, $3, $4, $5)
RETURNING id;

-- end_absence: End an absence at an instant; one that has not begun becomes a moment that is over.
UPDATE absence
   SET from_at = least(from_at, $2::timestamptz - interval '1 microsecond'), until_at = $2
 WHERE id = $1
   AND until_at > $2;

-- duties_to_come: Who is on duty now or will be, by the beginning, after one of them; of one department or of all.
SELECT id::text, department, person, from_at, until_at, entered_by, entered_at
  FROM duty
 WHERE until_at > $1
   AND ($2 = '' OR department = $2)
   AND ($4::uuid IS NULL OR (from_at, id) > ($3, $4))
 ORDER BY from_at, id
 LIMIT $5;

-- duties_of_person: When a person is on duty now or will be, by the beginning.
SELECT id::text, department, person, from_at, until_at, entered_by, entered_at
  FROM duty
 WHERE person = $1
   AND until_at > $2
 ORDER BY from_at, id
 LIMIT $3;

-- one_duty: One duty.
SELECT id::text, department, person, from_at, until_at, entered_by, entered_at
  FROM duty
 WHERE id = $1;

-- duty_within: The first duty of a person that has a moment in common with a period.
SELECT id, from_at, until_at, department
  FROM duty
 WHERE person = $1
   AND from_at < $3
   AND until_at > $2
 ORDER BY from_at
 LIMIT 1;

-- enter_duty: Enter that a person is on duty for a department.
INSERT INTO duty (department, person, from_at, until_at, entered_by)
VALUES ($1, $2, $3, $4, $5)
RETURNING id;

-- end_duty: End a duty at an instant; one that has not begun becomes a moment that is over.
UPDATE duty
   SET from_at = least(from_at, $2::timestamptz - interval '1 microsecond'), until_at = $2
 WHERE id = $1
   AND until_at > $2;

-- lock_person: Keep others from making entries for a person until the transaction ends.
SELECT id
  FROM person
 WHERE id = $1
   FOR NO KEY UPDATE;

-- rosters_changed: Tell the postroom that other people may have to be told.
SELECT pg_notify('post', '');
