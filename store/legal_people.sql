-- pool_count: How many people the legal pool has, how many roles they hold, and how many hold several.
SELECT count(*) AS people, coalesce(sum(cardinality(roles)), 0)::bigint AS roles,
       count(*) FILTER (WHERE cardinality(roles) > 1) AS several
  FROM public_pool;

-- pool_by_role: How many people of the legal pool hold each role and speak each language; empty stands for any.
SELECT coalesce(held.role, '') AS role, coalesce(spoken.language, '') AS language, count(DISTINCT somebody.n) AS people
  FROM (SELECT row_number() OVER () AS n, roles, languages FROM public_pool) AS somebody
  LEFT JOIN LATERAL unnest(somebody.roles) AS held (role) ON true
  LEFT JOIN LATERAL unnest(somebody.languages) AS spoken (language) ON true
 GROUP BY CUBE (held.role, spoken.language)
 ORDER BY role, language;
