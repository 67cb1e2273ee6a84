-- bodies_known: The level of each body, and of a village its town, of a town itself.
SELECT department.id, department.kind, coalesce(town_of_place.town, '') AS town
  FROM department
  LEFT JOIN town_of_place ON town_of_place.place = department.id;

-- names_of_bodies: The names of bodies in our languages.
SELECT id, name_zh, name_en, name_mn
  FROM department
 WHERE id = ANY ($1::text[]);

-- work_numbers: The work numbers of people.
SELECT id, work_no
  FROM person
 WHERE id = ANY ($1::text[])
   AND work_no IS NOT NULL;
