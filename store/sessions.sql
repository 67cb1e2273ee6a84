-- open_session: Let a person in with a token, of which only the hash is kept.
INSERT INTO session (hash, person, started_at, seen_at, agent, address)
VALUES ($1, $2, $3, $3, $4, $5);

-- session_by_hash: Whose session this is, if it began and was seen after two instants, with for whom its owner stands in at a third.
SELECT session.id::text, session.person, person.role, person.department, session.started_at, session.seen_at,
       person.language,
       coalesce(account.must_change, false) AS must_change, second_factor.secret IS NOT NULL AS has_factor,
       ARRAY(SELECT absence.person
               FROM absence
              WHERE absence.stand_in = session.person
                AND absence.from_at <= $4
                AND absence.until_at > $4
              ORDER BY absence.person) AS stands_in_for
  FROM session
  JOIN person ON person.id = session.person
  LEFT JOIN account ON account.person = session.person
  LEFT JOIN second_factor ON second_factor.person = session.person
 WHERE session.hash = $1
   AND session.started_at > $2
   AND session.seen_at > $3
   AND session.ended_at IS NULL
   AND person.left_at IS NULL;

-- touch_session: A session was used.
UPDATE session
   SET seen_at = $2
 WHERE hash = $1
   AND seen_at < $2;

-- open_sessions: Sessions of a person that began and were seen after two instants, the newest first.
SELECT id::text, started_at, seen_at, agent, address
  FROM session
 WHERE person = $1
   AND started_at > $2
   AND seen_at > $3
   AND ended_at IS NULL
 ORDER BY started_at DESC, id;

-- end_session: End one session of a person.
UPDATE session
   SET ended_at = $3
 WHERE id = $1
   AND person = $2
   AND ended_at IS NULL
RETURNING id;

-- end_sessions: End all sessions of a person but one.
UPDATE session
   SET ended_at = $2
 WHERE person = $1
   AND hash <> $3
   AND ended_at IS NULL;

-- end_session_of_token: End the session with this hash.
UPDATE session
   SET ended_at = $2
 WHERE hash = $1
   AND ended_at IS NULL;
