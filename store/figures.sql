-- bodies_known: The level of each body, and of a village its town, of a town itself.
SELECT department.id, department.kind, coalesce(town_of_place.town, '') AS town
  FROM department
  LEFT JOIN town_of_place ON town_of_place.place = department.id;
