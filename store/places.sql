-- districts_ever: All villages, communities and towns, whether or not they still stand.
SELECT id
  FROM department
 WHERE kind IN ('village', 'town');

-- names_of_places: The Chinese names of these places, whether or not they still stand.
SELECT id, name_zh
  FROM department
 WHERE id = ANY ($1::text[]);
