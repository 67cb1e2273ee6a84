-- add_legal_place: Make a place of the sample, once.
INSERT INTO legal_place (id, kind, name_zh, name_en, name_mn, body, lat, lon, hours, languages, phone, population)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (id) DO NOTHING;

-- add_legal_person: Take somebody of the sample into the pool, once.
INSERT INTO legal_person (person, place, fields, practises_from)
VALUES ($1, $2, $3, $4)
ON CONFLICT (person) DO NOTHING;

-- add_legal_roles: Write down what people are in the pool, once.
INSERT INTO legal_role (person, role)
SELECT *
  FROM unnest($1::text[], $2::text[])
ON CONFLICT (person, role) DO NOTHING;

-- add_sample_advisers: Give villages the advisers of the sample, but for those for which anything was ever entered.
INSERT INTO village_adviser (village, person, from_on, until_on, entered_by, entered_at)
SELECT sample.village, sample.person, sample.from_on, sample.until_on, $5, $6
  FROM unnest($1::text[], $2::text[], $3::date[], $4::date[]) AS sample (village, person, from_on, until_on)
  JOIN legal_person ON legal_person.person = sample.person
 WHERE NOT EXISTS (
       SELECT
         FROM village_adviser
        WHERE village_adviser.village = sample.village);
