-- void_invitations: Make the invitations of a person void that were not used.
UPDATE invitation
   SET used_at = $2
 WHERE person = $1
   AND used_at IS NULL;

-- lock_invitations: Lock the invitations of a person that were not used, always in the same order.
SELECT
  FROM invitation
 WHERE person = $1
   AND used_at IS NULL
 ORDER BY hash
   FOR UPDATE;

-- add_invitation: Keep an invitation, hashed.
INSERT INTO invitation (hash, person, made_by, made_at, expires_at)
VALUES ($1, $2, $3, $4, $5);

-- is_invited: Does this code invite this person, who has not left?
SELECT EXISTS (
       SELECT
         FROM invitation
         JOIN person ON person.id = invitation.person AND person.left_at IS NULL
        WHERE invitation.hash = $1
          AND invitation.person = $2
          AND invitation.used_at IS NULL
          AND invitation.expires_at > $3);

-- use_invitation: Use an invitation once.
UPDATE invitation
   SET used_at = $3
 WHERE hash = $1
   AND person = $2
   AND used_at IS NULL
   AND expires_at > $3
RETURNING person;
