-- Two answers that several questions need.

-- The town of each village and town; other bodies have none here.
CREATE VIEW town_of_place AS
SELECT id AS place, CASE kind WHEN 'village' THEN parent WHEN 'town' THEN id END AS town
  FROM department;
GRANT SELECT ON town_of_place TO chengnuo_api, chengnuo_worker;

-- Was an objection upheld in a case after its n-th event?
CREATE FUNCTION objection_upheld(ref text, n integer) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (
       SELECT
         FROM valid_event
        WHERE valid_event.ref = $1
          AND valid_event.n > $2
          AND kind = 'objection_decided'
          AND what = 'upheld')
$$;
