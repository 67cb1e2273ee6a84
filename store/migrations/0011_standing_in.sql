-- Standing in: through a chain of people who are away, never round a ring, and back when somebody returns.

-- For whom somebody stands in at an instant: who is away and has named them, or somebody who is away too and leads to them.
CREATE FUNCTION stands_in_for(who text, at timestamptz) RETURNS text[] LANGUAGE sql STABLE AS $$
WITH RECURSIVE led AS (
    SELECT absence.person
      FROM absence
     WHERE absence.stand_in = who
       AND absence.from_at <= at
       AND absence.until_at > at
     UNION
    SELECT absence.person
      FROM led
      JOIN absence ON absence.stand_in = led.person
     WHERE absence.from_at <= at
       AND absence.until_at > at)
SELECT coalesce(array_agg(person ORDER BY person) FILTER (WHERE person <> who), '{}')
  FROM led
$$;

-- Who is there for somebody at an instant: they themselves, or the end of their chain of stand-ins; NULL where nobody is.
CREATE FUNCTION there_for(who text, at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
WITH RECURSIVE way AS (
    SELECT who AS person
     UNION
    SELECT absence.stand_in
      FROM way
      JOIN absence ON absence.person = way.person
     WHERE absence.stand_in IS NOT NULL
       AND absence.from_at <= at
       AND absence.until_at > at)
SELECT way.person
  FROM way
  JOIN person ON person.id = way.person AND person.left_at IS NULL
 WHERE NOT EXISTS (
       SELECT
         FROM absence
        WHERE absence.person = way.person
          AND absence.from_at <= at
          AND absence.until_at > at)
 ORDER BY way.person
 LIMIT 1
$$;

-- When whoever was away was told again what their stand-ins had been told; what was over before this was known is left alone.
ALTER TABLE absence ADD COLUMN returned_at timestamptz;
UPDATE absence SET returned_at = until_at WHERE until_at <= now();
CREATE INDEX absence_to_return ON absence (until_at) WHERE followed_at IS NOT NULL AND returned_at IS NULL;
DROP INDEX absence_to_follow;
CREATE INDEX absence_to_follow ON absence (from_at) WHERE followed_at IS NULL;

-- Who may have nothing to do with a case of the legal circle, whomever they stand in for: a conflict of interest was declared.
ALTER TABLE legal_case ADD COLUMN ruled_out text[] NOT NULL DEFAULT '{}';
UPDATE legal_case
   SET ruled_out = said.people
  FROM (SELECT ref, array_agg(DISTINCT person) AS people FROM assignment WHERE reason = 'conflict' GROUP BY ref) AS said
 WHERE said.ref = legal_case.ref;
