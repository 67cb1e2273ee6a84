-- note_session: Note a session as its programme stands now; one that has begun, or of which a result is recorded, stays as it is.
INSERT INTO programme_session (programme, starts_at, host, state)
SELECT programme.id, $2, programme.host,
       CASE WHEN programme.paused OR programme_skip.on_day IS NOT NULL THEN 'skipped' ELSE 'planned' END
  FROM programme
  LEFT JOIN programme_skip ON programme_skip.programme = programme.id
   AND programme_skip.on_day = ($2::timestamptz AT TIME ZONE programme.zone)::date
 WHERE programme.id = $1
ON CONFLICT (programme, starts_at) DO UPDATE
   SET host = excluded.host, state = excluded.state
 WHERE programme_session.state IN ('planned', 'skipped')
   AND programme_session.starts_at > $3;

-- one_session: A session with what became of it.
SELECT programme, starts_at, host, state, audience, language, link, remarks, recorded_by, recorded_at
  FROM programme_session
 WHERE programme = $1
   AND starts_at = $2;

-- list_sessions: The sessions of a programme that are noted, the newest first, before one of them.
SELECT programme, starts_at, host, state, audience, language, link, remarks, recorded_by, recorded_at
  FROM programme_session
 WHERE programme = $1
   AND ($2::timestamptz IS NULL OR starts_at < $2)
 ORDER BY starts_at DESC
 LIMIT $3;

-- public_sessions: The sessions of a programme as everybody may see them, the newest first, before one of them.
SELECT programme, starts_at, '' AS host, state, audience, language, link, '' AS remarks, NULL AS recorded_by, recorded_at
  FROM public_session
 WHERE programme = $1
   AND ($2::timestamptz IS NULL OR starts_at < $2)
 ORDER BY starts_at DESC
 LIMIT $3;

-- sessions_to_come: Which noted sessions of a programme have not begun at an instant.
SELECT starts_at
  FROM programme_session
 WHERE programme = $1
   AND starts_at > $2
   AND state IN ('planned', 'skipped')
 ORDER BY starts_at;

-- record_result: Record what became of a session; recorded again, the newest holds.
UPDATE programme_session
   SET (state, audience, language, link, remarks, recorded_by, recorded_at) = ($3, $4, $5, $6, $7, $8, $9)
 WHERE programme = $1
   AND starts_at = $2;

-- add_reminder: Write down that a session is to be reminded of; said again, it is told on if it was taken back, or to another host.
INSERT INTO notice (ref, item, cycle, step, not_before, expires_at, due_at, "left", unit, silence, body, owner,
                    created_at, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'min', 'nothing', $9, $10, $5, $5)
ON CONFLICT (ref, item, cycle, step) DO UPDATE
   SET state = 'open', rung = 0, next_at = excluded.not_before, not_before = excluded.not_before,
       "left" = excluded."left", owner = excluded.owner, created_at = excluded.created_at, ended_at = NULL, why = NULL
 WHERE (notice.state = 'ended' AND notice.why = 'skipped')
    OR notice.owner <> excluded.owner;
