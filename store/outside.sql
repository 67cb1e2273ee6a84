-- forget_begun: Sign-ins that were begun before an instant are over.
DELETE FROM outside_sign_in
 WHERE begun_at < $1;

-- begin_outside: A browser is sent to the provider, or has come back and a code is due.
INSERT INTO outside_sign_in (hash, link_for, person, begun_at)
VALUES ($1, $2, $3, $4);

-- take_begun: What was begun in a browser since an instant, once.
DELETE FROM outside_sign_in
 WHERE hash = $1
   AND begun_at >= $2
   AND person = ''
RETURNING link_for;

-- awaited: Whose code is awaited in a browser since an instant.
SELECT person
  FROM outside_sign_in
 WHERE hash = $1
   AND begun_at >= $2
   AND person <> '';

-- end_awaited: A code is awaited no more.
DELETE FROM outside_sign_in
 WHERE hash = $1
   AND person <> ''
RETURNING person;

-- add_link: A subject is a person from now on, instead of whoever was linked to that person before.
INSERT INTO outside_link (issuer, subject, person, made_by, made_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (issuer, person) DO UPDATE
   SET subject = excluded.subject, made_by = excluded.made_by, made_at = excluded.made_at;

-- drop_links: No provider lets a person in.
DELETE FROM outside_link
 WHERE person = $1
RETURNING issuer;

-- drop_own_links: End the links that a person has made.
DELETE FROM outside_link
 WHERE person = $1
   AND made_by = $1;

-- linked_person: Who is linked to a subject, unless they have left.
SELECT person.id
  FROM outside_link
  JOIN person ON person.id = outside_link.person AND person.left_at IS NULL
 WHERE outside_link.issuer = $1
   AND outside_link.subject = $2;

-- is_linked: Does a provider let a person in?
SELECT EXISTS (
       SELECT FROM outside_link
        WHERE person = $1);
