-- pool_count: How many people the legal pool has, how many roles they hold, and how many hold several.
SELECT count(*) AS people, coalesce(sum(held.roles), 0)::bigint AS roles, count(*) FILTER (WHERE held.roles > 1) AS several
  FROM legal_person
 CROSS JOIN LATERAL (
       SELECT count(*) AS roles
         FROM legal_role
        WHERE legal_role.person = legal_person.person) AS held;

-- pool_by_role: How many people of the legal pool hold each role and speak each language; empty stands for any.
SELECT coalesce(legal_role.role, '') AS role, coalesce(spoken.language, '') AS language,
       count(DISTINCT legal_person.person) AS people
  FROM legal_person
  JOIN public_speaker ON public_speaker.id = legal_person.person
  LEFT JOIN legal_role ON legal_role.person = legal_person.person
  LEFT JOIN LATERAL unnest(public_speaker.languages) AS spoken (language) ON true
 GROUP BY CUBE (legal_role.role, spoken.language)
 ORDER BY role, language;
