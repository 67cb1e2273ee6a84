-- add_security_event: Add one line to the record of accounts and rights.
INSERT INTO security_event (at, kind, actor, person, about)
VALUES ($1, $2, $3, $4, $5);

-- add_security_event_if_known: Add one line, of nobody known, about an account, if there is such a one.
INSERT INTO security_event (at, kind, actor, person, about)
SELECT $1, $2, '', person.id, $4
  FROM person
 WHERE person.id = $3
   AND person.left_at IS NULL;

-- security_events: The newest lines before one of them, of a person or of all.
SELECT n, at, kind, actor, person, about
  FROM security_event
 WHERE ($1 = '' OR person = $1)
   AND ($2::bigint IS NULL OR n < $2)
 ORDER BY n DESC
 LIMIT $3;
