-- abandoned_notices: End what only an abandoned run of a case has said, since it wrote the first event that does not hold.
UPDATE notice
   SET state = 'ended', ended_at = $4, why = 'case_moved', next_at = NULL
 WHERE ref = $1
   AND state <> 'ended'
   AND created_at >= (
       SELECT min(entered_at)
         FROM event
        WHERE event.ref = $1
          AND event.epoch < $2
          AND event.n >= $3)
RETURNING id;

-- held_again: Let hold again what only an abandoned run has taken back, as long as it is of use; whoever knows it already is not told twice.
UPDATE notice
   SET state = CASE WHEN acknowledged_at IS NULL THEN 'open' ELSE 'acknowledged' END,
       rung = 0, next_at = greatest(not_before, $4), ended_at = NULL, why = NULL
  FROM (SELECT min(entered_at) AS since
          FROM event
         WHERE event.ref = $1
           AND event.epoch < $2
           AND event.n >= $3) AS abandoned
 WHERE ref = $1
   AND state = 'ended'
   AND why = 'case_moved'
   AND created_at < abandoned.since
   AND ended_at >= abandoned.since
   AND expires_at > $4
RETURNING id;
