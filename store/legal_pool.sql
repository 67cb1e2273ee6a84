-- pool_person: What somebody is in the legal pool, and since when they practise.
SELECT legal_person.person, array_remove(array_agg(legal_role.role ORDER BY legal_role.role), NULL) AS roles,
       legal_person.practises_from
  FROM legal_person
  LEFT JOIN legal_role ON legal_role.person = legal_person.person
 WHERE legal_person.person = $1
 GROUP BY legal_person.person, legal_person.practises_from;

-- was_called: Was somebody, or one of those for whom they stand in, called for a case or offered it at any time, whatever they said?
SELECT EXISTS (
       SELECT
         FROM assignment
        WHERE ref = $1
          AND person = $2)
    OR (EXISTS (SELECT FROM assignment WHERE ref = $1 AND person = ANY ($3::text[]))
   AND NOT EXISTS (SELECT FROM legal_bar WHERE ref = $1 AND person = $2)
   AND NOT EXISTS (SELECT FROM legal_case WHERE ref = $1 AND $2 = ANY (ruled_out)));

-- spoken_by: The languages that somebody speaks.
SELECT languages
  FROM person
 WHERE id = $1;
