-- matter_sought: What of a matter decides who is fit for it.
SELECT service, kind, language, field, policy_version
  FROM legal_matter
 WHERE ref = $1;

-- lock_pool: Let only one choose at a time, until the transaction ends.
SELECT pg_advisory_xact_lock(hashtext('legal_person'));

-- assigned: Who was chosen for this assignment since the question was asked; an older row was left by a run that a reset has abandoned.
SELECT person
  FROM assignment
 WHERE ref = $1
   AND n = $2
   AND since >= $3;

-- candidates: Everybody of the pool as they stand to a matter at an instant; whoever is away may be stood in for.
WITH away AS (
    SELECT person
      FROM absence
     WHERE from_at <= $3
       AND until_at > $3),
listed AS (
    SELECT person, there_for(person, $3) AS stand_in
      FROM duty
     WHERE department = $2
       AND from_at <= $3
       AND until_at > $3),
there AS ( -- who is away is told so, and can do nothing
    SELECT person FROM listed
     UNION
    SELECT stand_in FROM listed WHERE stand_in IS NOT NULL),
hands AS (
    SELECT person, count(*) FILTER (WHERE service = 'aid') AS load, count(*) AS work
      FROM assignment
     WHERE until IS NULL
     GROUP BY person),
spot AS (
    SELECT coalesce(legal_matter.lat, department.lat, own.lat) AS lat,
           coalesce(legal_matter.lon, department.lon, own.lon) AS lon
      FROM legal_matter
      LEFT JOIN department ON department.id = legal_matter.district
      LEFT JOIN LATERAL (
           SELECT lat, lon
             FROM legal_place
            WHERE body = legal_matter.district
            ORDER BY id
            LIMIT 1) AS own ON true
     WHERE legal_matter.ref = $1)
SELECT legal_person.person,
       ARRAY(SELECT role FROM legal_role WHERE legal_role.person = legal_person.person) AS roles,
       legal_person.person IN (SELECT person FROM there) AS on_duty,
       legal_person.person IN (SELECT person FROM away) AS away,
       $4 = ANY (person.languages) AS speaks,
       cardinality(legal_person.fields) = 0 OR $5::text IN ('', 'other') OR $5 = ANY (legal_person.fields) AS knows,
       legal_person.practises_from,
       legal_person.most_load,
       coalesce(hands.load, 0)::integer AS load,
       coalesce(hands.work, 0)::integer AS work,
       legal_person.person IN (SELECT legal_bar.person FROM legal_bar WHERE legal_bar.ref = $1) AS barred,
       coalesce(earth_distance(ll_to_earth(legal_place.lat, legal_place.lon), ll_to_earth(spot.lat, spot.lon)), 0) AS metres
  FROM legal_person
  JOIN person ON person.id = legal_person.person AND person.left_at IS NULL
  JOIN legal_place ON legal_place.id = legal_person.place
 CROSS JOIN spot
  LEFT JOIN hands ON hands.person = legal_person.person
 ORDER BY legal_person.person;

-- assign: Keep a place in somebody's hands for a case, instead of what an abandoned run has left there.
INSERT INTO assignment (ref, n, service, person, how, since)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (ref, n) DO UPDATE
   SET (person, how, since, accepted_at, until, ended, reason)
     = (excluded.person, excluded.how, excluded.since, NULL, NULL, '', '');
