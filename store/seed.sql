-- set_phone: Set an office's telephone number unless it has one.
UPDATE department
   SET phone = $2
 WHERE id = $1
   AND phone IS NULL;

-- known_people: Which of these accounts there are.
SELECT id
  FROM person
 WHERE id = ANY ($1::text[]);
