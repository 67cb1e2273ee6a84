-- save_body: Write a body of the organisation; a telephone number that is there stays unless another is given.
INSERT INTO department (id, kind, name_zh, name_en, name_mn, parent, phone, valid_from, valid_until, lat, lon)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO UPDATE
   SET kind = excluded.kind, name_zh = excluded.name_zh, name_en = excluded.name_en, name_mn = excluded.name_mn,
       parent = excluded.parent, phone = coalesce(excluded.phone, department.phone), valid_from = excluded.valid_from,
       valid_until = excluded.valid_until, lat = excluded.lat, lon = excluded.lon;

-- bodies: The bodies that stand on a day; of one kind, or of all.
SELECT id, kind, name_zh, name_en, name_mn, parent, phone, valid_from, valid_until, lat, lon
  FROM department
 WHERE ($2 = '' OR kind = $2)
   AND coalesce(valid_from, '-infinity') <= $1
   AND coalesce(valid_until, 'infinity') > $1
 ORDER BY id;

-- body: A body, if it stands on a day.
SELECT id, kind, name_zh, name_en, name_mn, parent, phone, valid_from, valid_until, lat, lon
  FROM department
 WHERE id = $1
   AND coalesce(valid_from, '-infinity') <= $2
   AND coalesce(valid_until, 'infinity') > $2;

-- levels_of_place: The village, if it is one, and the town of a place, whether or not they still stand.
SELECT CASE kind WHEN 'village' THEN id END AS village, town_of_place.town
  FROM department
  JOIN town_of_place ON town_of_place.place = department.id
 WHERE id = $1;

-- on_duty: Who takes a request of a body at an instant: present or standing in, the one with the fewest in hand, a leader last.
WITH there AS (
       SELECT DISTINCT there_for(person, $2) AS person
         FROM duty
        WHERE department = $1
          AND from_at <= $2
          AND until_at > $2)
SELECT person.id
  FROM there
  JOIN person ON person.id = there.person AND person.left_at IS NULL
  LEFT JOIN request ON request.owner = person.id AND request.body = $1 AND request.state IN ('handling', 'paused')
 WHERE EXISTS (
       SELECT
         FROM department
        WHERE department.id = $1
          AND coalesce(department.valid_from, '-infinity') <= $3
          AND coalesce(department.valid_until, 'infinity') > $3)
 GROUP BY person.id
 ORDER BY person.role = 'leader', count(request.ref), person.id
 LIMIT 1;

-- guides: The grid members of a place and of its town who speak a language and are not away; those of the place first.
SELECT person.id
  FROM department AS place
  JOIN department AS body
    ON body.id IN (place.id, place.parent) OR body.parent = coalesce(place.parent, place.id)
  JOIN person ON person.department = body.id AND person.left_at IS NULL
 WHERE place.id = $1
   AND person.role = 'grid_member'
   AND $2 = ANY (person.languages)
   AND coalesce(body.valid_from, '-infinity') <= $4
   AND coalesce(body.valid_until, 'infinity') > $4
   AND NOT EXISTS (
       SELECT
         FROM absence
        WHERE absence.person = person.id
          AND absence.from_at <= $3
          AND absence.until_at > $3)
 ORDER BY body.id <> place.id, person.id;

-- place_question: What decides who has the duty for a request: its place, its topic (as a dispatcher corrected it last), and the rules that it began with.
SELECT report.district, coalesce(dispatched.topic, report.topic) AS topic, report.policy_version
  FROM report
  LEFT JOIN LATERAL (
       SELECT note.body ->> 'topic' AS topic
         FROM valid_event
         JOIN note ON note.id = valid_event.note
        WHERE valid_event.ref = report.ref
          AND valid_event.kind IN ('accepted', 'dispatched')
          AND note.body ? 'topic'
        ORDER BY valid_event.n DESC
        LIMIT 1) AS dispatched ON true
 WHERE report.ref = $1;
