-- advised_villages: The villages that stand on a day with what advises each, by id after one of them; one, those of a town, or all.
SELECT department.id AS village, department.name_zh AS village_zh, department.name_en AS village_en,
       department.name_mn AS village_mn, department.parent AS town, NULL AS person,
       coalesce(public_adviser.roles, '{}') AS roles, public_adviser.languages, legal_place.id AS place,
       legal_place.name_zh AS place_zh, legal_place.name_en AS place_en, legal_place.name_mn AS place_mn, legal_place.phone AS place_phone, public_adviser.from_on,
       public_adviser.until_on
  FROM department
  LEFT JOIN public_adviser
    ON public_adviser.village = department.id
   AND public_adviser.from_on <= $1
   AND coalesce(public_adviser.until_on, 'infinity') > $1
  LEFT JOIN legal_place ON legal_place.id = public_adviser.place
 WHERE department.kind = 'village'
   AND coalesce(department.valid_from, '-infinity') <= $1
   AND coalesce(department.valid_until, 'infinity') > $1
   AND ($2 = '' OR department.id = $2 OR department.parent = $2)
   AND department.id > $3
 ORDER BY department.id
 LIMIT $4;

-- advising: Who advises these villages on a day.
SELECT village, person
  FROM village_adviser
 WHERE village = ANY ($1::text[])
   AND from_on <= $2
   AND coalesce(until_on, 'infinity') > $2;

-- adviser_gaps: Where and when nobody advises a village that stands, within a period; by village and day, after one of them.
SELECT department.id AS village, department.name_zh AS village_zh, department.name_en AS village_en,
       department.parent AS town, lower(gap.days) AS from_on, upper(gap.days) AS until_on
  FROM department
 CROSS JOIN LATERAL (
       SELECT range_agg(daterange(from_on, until_on)) AS days
         FROM public_adviser
        WHERE village = department.id) AS served
 CROSS JOIN LATERAL unnest(
       datemultirange(daterange($1, $2) * daterange(department.valid_from, department.valid_until))
       - coalesce(served.days, '{}')) AS gap (days)
 WHERE department.kind = 'village'
   AND (department.id, lower(gap.days)) > ($3, $4)
 ORDER BY department.id, from_on
 LIMIT $5;

-- adviser_coverage: How many villages and days of villages of a period there are, and how many of them have an adviser.
SELECT count(*) AS villages,
       count(*) FILTER (WHERE counted.missing = 0) AS villages_served,
       coalesce(sum(upper(standing.days) - lower(standing.days)), 0) AS days,
       coalesce(sum(upper(standing.days) - lower(standing.days) - counted.missing), 0)::bigint AS days_served
  FROM department
 CROSS JOIN LATERAL (
       SELECT daterange($1, $2) * daterange(department.valid_from, department.valid_until) AS days) AS standing
 CROSS JOIN LATERAL (
       SELECT range_agg(daterange(from_on, until_on)) AS days
         FROM public_adviser
        WHERE village = department.id) AS served
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(upper(gap.days) - lower(gap.days)), 0) AS missing
         FROM unnest(datemultirange(standing.days) - coalesce(served.days, '{}')) AS gap (days)) AS counted
 WHERE department.kind = 'village'
   AND NOT isempty(standing.days);

-- lock_village: Keep others from entering advisers of a village until the transaction ends.
SELECT id
  FROM department
 WHERE id = $1
   FOR NO KEY UPDATE;

-- advisers_of_village: Everybody who ever advised or will advise a village, by the beginning.
SELECT person, from_on, until_on
  FROM village_adviser
 WHERE village = $1
 ORDER BY from_on;

-- end_of_advising: Until when somebody advises a village who began on a day; no row where nobody did, NULL where it is open.
SELECT until_on
  FROM village_adviser
 WHERE village = $1
   AND from_on = $2;

-- relieve_adviser: Let somebody's time with a village end on a day.
UPDATE village_adviser
   SET until_on = $3, entered_by = $4, entered_at = $5
 WHERE village = $1
   AND from_on = $2;

-- save_adviser: Let somebody advise a village for a period; who begins on the same day is replaced.
INSERT INTO village_adviser (village, person, from_on, until_on, entered_by, entered_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (village, from_on) DO UPDATE
   SET person = excluded.person, until_on = excluded.until_on, entered_by = excluded.entered_by,
       entered_at = excluded.entered_at;
