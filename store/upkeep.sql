-- outages_newest: What was found after outages, the newest first, before one of them.
SELECT from_at, until_at, reported_at, due, sent, letters, skipped, unknown, latest_by
  FROM outage
 WHERE from_at < coalesce($1::timestamptz, 'infinity')
 ORDER BY from_at DESC
 LIMIT $2;

-- alarms_newest: Faults that are ours, the newest first, before one of them.
SELECT carrier, error_code, times, first_at, last_at
  FROM alarm
 WHERE $2::text = ''
    OR last_at < $1
    OR (last_at = $1 AND (carrier, error_code) > ($2, $3))
 ORDER BY last_at DESC, carrier, error_code
 LIMIT $4;

-- post_health: When the postroom last worked, and how much was due before an instant, must be told by people, or went wrong since.
SELECT (SELECT at FROM public_post WHERE kind = 'seen') AS seen_at,
       (SELECT count(*) FROM public_post WHERE kind = 'message' AND at < $1) AS late_messages,
       (SELECT count(*) FROM public_post WHERE kind = 'notice' AND at < $1) AS late_notices,
       (SELECT count(*) FROM public_post WHERE kind = 'unknown') AS unknown,
       (SELECT count(*) FROM public_post WHERE kind = 'unreached') AS unreached,
       (SELECT count(*) FROM public_post WHERE kind = 'alarm' AND at > $2) AS alarms;
