-- legal_places: Places of the legal circle by id, after one of them; of one kind and one body, or of all.
SELECT legal_place.id, legal_place.kind, legal_place.name_zh, legal_place.name_en, legal_place.name_mn, legal_place.body,
       legal_place.lat, legal_place.lon, legal_place.hours, legal_place.languages, legal_place.phone,
       legal_place.population
  FROM legal_place
  LEFT JOIN department ON department.id = legal_place.body
 WHERE ($1 = '' OR legal_place.kind = $1)
   AND ($2 = '' OR legal_place.body = $2 OR department.parent = $2)
   AND legal_place.id > $3
 ORDER BY legal_place.id
 LIMIT $4;

-- one_legal_place: One place of the legal circle.
SELECT id, kind, name_zh, name_en, name_mn, body, lat, lon, hours, languages, phone, population
  FROM legal_place
 WHERE id = $1;

-- legal_places_near: The places of the legal circle that are nearest to a position; of one kind, or of all.
SELECT id, kind, name_zh, name_en, name_mn, body, lat, lon, hours, languages, phone, population,
       earth_distance(ll_to_earth(lat, lon), ll_to_earth($1, $2)) AS metres
  FROM legal_place
 WHERE ($3 = '' OR kind = $3)
 ORDER BY ll_to_earth(lat, lon) <-> ll_to_earth($1, $2), id
 LIMIT $4;

-- reach_on_foot: How many villages and people have a place of the legal circle within a distance; a village counts once, at its position.
WITH village AS (
       SELECT department.id, department.lat, department.lon, max(legal_place.population) AS people
         FROM department
         LEFT JOIN legal_place ON legal_place.body = department.id
        WHERE department.kind = 'village'
          AND coalesce(department.valid_from, '-infinity') <= $1
          AND coalesce(department.valid_until, 'infinity') > $1
        GROUP BY department.id),
     measured AS (
       SELECT village.people, village.lat IS NULL OR village.lon IS NULL AS is_unplaced,
              EXISTS (
              SELECT
                FROM legal_place
               WHERE ($2 = '' OR legal_place.kind = $2)
                 AND ($3 = '' OR legal_place.id = $3)
                 AND earth_box(ll_to_earth(village.lat, village.lon), $4)
                     @> ll_to_earth(legal_place.lat, legal_place.lon)
                 AND earth_distance(ll_to_earth(village.lat, village.lon),
                     ll_to_earth(legal_place.lat, legal_place.lon)) <= $4) AS is_within
         FROM village)
SELECT count(*) AS villages,
       count(*) FILTER (WHERE is_within) AS villages_within,
       coalesce(sum(people), 0) AS people,
       coalesce(sum(people) FILTER (WHERE is_within), 0) AS people_within,
       count(*) FILTER (WHERE people IS NULL) AS unknown,
       count(*) FILTER (WHERE is_unplaced) AS unplaced
  FROM measured;
