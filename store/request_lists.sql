-- request_head: What the counters must know of a request before they pass an act on; its row may not be written yet.
SELECT report.ref, coalesce(request.state, 'reported') AS state, coalesce(request.kind, '') AS kind,
       coalesce(request.level, '') AS level,
       coalesce(nullif(request.body, ''), (
           SELECT custody.body
             FROM custody
            WHERE custody.ref = report.ref
            ORDER BY custody.n DESC
            LIMIT 1), '') AS body,
       coalesce(request.owner, '') AS owner,
       coalesce(request.assists, '{}') AS assists, coalesce(dispatched.topic, report.topic) AS topic, report.district,
       report.policy_version, report.reported_at, request.goal_at, coalesce(request.merged_into, '') AS merged_into,
       ARRAY(SELECT complainant.id
               FROM complainant
              WHERE complainant.ref = report.ref
                AND NOT complainant.withdrawn
              ORDER BY complainant.made_at, complainant.id) AS complainants,
       coalesce(request.leg, 0) AS leg,
       ARRAY(SELECT accused FROM off_list_demand WHERE off_list_demand.ref = report.ref) AS barred, report.source
  FROM report
  LEFT JOIN request ON request.ref = report.ref
  LEFT JOIN LATERAL (
       SELECT note.body ->> 'topic' AS topic -- as a dispatcher corrected it last
         FROM valid_event
         JOIN note ON note.id = valid_event.note
        WHERE valid_event.ref = report.ref
          AND valid_event.kind IN ('accepted', 'dispatched')
          AND note.body ? 'topic'
        ORDER BY valid_event.n DESC
        LIMIT 1) AS dispatched ON true
 WHERE report.ref = $1;

-- has_held: Did a body hold a request at any time, or does it help?
SELECT EXISTS (SELECT FROM custody WHERE ref = $1 AND body = $2)
    OR EXISTS (
       SELECT
         FROM request
         LEFT JOIN person ON person.id = request.guide
        WHERE ref = $1
          AND ($2 = ANY (assists) OR person.department = $2));

-- waiting_requests: Requests that nobody has accepted or that came back, the most urgent first, after one of them.
SELECT request.ref, request.state, request.kind, report.source, report.topic, report.district,
       coalesce(department.name_zh, '') AS district_zh, report.address, report.language, report.text,
       request.complainants, request.cycle, request.returns, report.reported_at, request.accept_at, request.goal_at,
       request.withdrawal_asked, coalesce(returned.body, '') AS returned_by, coalesce(returned.what, '') AS returned_for
  FROM request
  JOIN report ON report.ref = request.ref
  LEFT JOIN department ON department.id = report.district
  LEFT JOIN LATERAL (
       SELECT valid_event.body, valid_event.what
         FROM valid_event
        WHERE valid_event.ref = request.ref
          AND valid_event.kind = 'returned'
          AND request.state = 'returned'
        ORDER BY valid_event.n DESC
        LIMIT 1) AS returned ON true
 WHERE request.state IN ('reported', 'returned')
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = request.ref AND accused = $4) -- whoever works there learns of none
   AND (coalesce(request.accept_at, 'infinity'), request.ref)
     > (coalesce($1::timestamptz, CASE $2::text WHEN '' THEN timestamptz '-infinity' ELSE 'infinity' END), $2)
 ORDER BY coalesce(request.accept_at, 'infinity'), request.ref
 LIMIT $3;

-- requests_of_body: Requests that a body (or, unnamed, any) is to handle, the most urgent first, after one of them; a clock that stands comes last.
SELECT request.ref, request.state, request.kind, request.level, request.body, request.owner, request.assists,
       request.guide, report.topic, report.district, request.cycle, request.leg, report.reported_at,
       request.held_since, request.signed_at, request.share_at, request.goal_at, request.planned_end,
       request.review_at, request.asked_hours, request.designated, coalesce(warning.kind, '') AS warning
  FROM request
  JOIN report ON report.ref = request.ref
  LEFT JOIN LATERAL (
       SELECT valid_event.kind
         FROM valid_event
        WHERE valid_event.ref = request.ref
          AND valid_event.kind IN ('half', 'warned')
          AND valid_event.at >= request.held_since
        ORDER BY valid_event.n DESC
        LIMIT 1) AS warning ON true
 WHERE request.state IN ('handling', 'paused')
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = request.ref AND accused = $5) -- whoever works there learns of none
   AND ($1 = '' OR request.body = $1 OR $1 = ANY (request.assists))
   AND (coalesce(request.share_at, request.goal_at, 'infinity'), request.ref)
     > (coalesce($2::timestamptz, CASE $3::text WHEN '' THEN timestamptz '-infinity' ELSE 'infinity' END), $3)
 ORDER BY coalesce(request.share_at, request.goal_at, 'infinity'), request.ref
 LIMIT $4;

-- one_request: A request with what was handed in, without the people who did.
SELECT request.ref, request.state, request.kind, request.level, request.body, request.owner, request.assists,
       request.guide, request.cycle, request.leg, request.accept_at, request.accepted_at, request.started_at,
       request.goal_at, request.share_at, request.held_since, request.signed_at, request.returns, request.designated,
       request.pause_reason, request.paused_at, request.planned_end, request.extended_hours, request.asked_hours,
       request.parked_by, request.review_at, request.withdrawal_asked, request.closed_at, request.outcome,
       request.road, request.merged_into, request.calls, request.ended_at, request.complainants, request.n,
       report.source, coalesce(report.external_no, '') AS external_no, report.topic, report.text, report.district,
       report.address, report.lat, report.lon, report.language, report.outer_due, report.policy_version,
       report.reported_at, report.imported_at
  FROM request
  JOIN report ON report.ref = request.ref
 WHERE request.ref = $1;

-- complainants_of: Who handed a request in, and how they can be reached.
SELECT id, first_ref, name, coalesce(phone, '') AS phone, coalesce(mail, '') AS mail, language, made_at
  FROM complainant
 WHERE ref = $1
 ORDER BY made_at, id;

-- citizens_brought: Who comes with a request that another takes in: its citizens, and those of requests that it has taken in while these are still being merged.
WITH RECURSIVE taken_in AS (
    SELECT $1::text AS ref
     UNION
    SELECT absorbed.what
      FROM taken_in
      JOIN valid_event AS absorbed ON absorbed.ref = taken_in.ref AND absorbed.kind = 'absorbed'
     WHERE absorbed.what <> $2
       AND NOT EXISTS (
           SELECT
             FROM valid_event AS released
            WHERE released.ref = absorbed.ref
              AND released.kind = 'released'
              AND released.what = absorbed.what
              AND released.n > absorbed.n))
SELECT complainant.id
  FROM complainant
  JOIN taken_in ON taken_in.ref = complainant.ref
 WHERE NOT complainant.withdrawn
 ORDER BY complainant.made_at, complainant.id;

-- events_of_request: The record of a request after an event, with what people wrote.
SELECT valid_event.n, valid_event.kind, coalesce(valid_event.body, '') AS body, valid_event.at,
       valid_event.entered_at, valid_event.acted_at, valid_event.actor, valid_event.role,
       coalesce(valid_event.what, '') AS what, valid_event.due_at_before, valid_event.due_at_after,
       coalesce(note.body, '{}') AS note, coalesce(valid_event.instead_of, '') AS instead_of
  FROM valid_event
  LEFT JOIN note ON note.id = valid_event.note
 WHERE valid_event.ref = $1
   AND valid_event.n > $2
 ORDER BY valid_event.n
 LIMIT $3;

-- requests_to_decide: What waits for a decision of the centre, the most urgent first, after one of them: a withdrawal, an extension, whom to designate, what is not solved again, a review that is due, a joint task that was closed; a clock that stands comes last.
WITH asked AS (
    SELECT ref, 'withdrawal' AS what, 'withdrawal_asked' AS kind
      FROM request
     WHERE withdrawal_asked AND ended_at IS NULL
    UNION ALL
    SELECT ref, 'extension', 'extension_asked' FROM request WHERE asked_hours > 0 AND ended_at IS NULL
    UNION ALL
    SELECT ref, 'designation', 'returned' FROM request WHERE state = 'returned' AND returns >= $2),
wanted AS (
    SELECT asked.ref, asked.what, max(valid_event.at) AS since
      FROM asked
      JOIN valid_event ON valid_event.ref = asked.ref AND valid_event.kind = asked.kind
     GROUP BY asked.ref, asked.what
    UNION ALL
    SELECT request.ref, 'unsolved', min(request_answer.at)
      FROM request
      JOIN request_answer ON request_answer.ref = request.ref AND request_answer.cycle = request.cycle
     WHERE request.state = 'closed'
       AND NOT request_answer.solved
     GROUP BY request.ref
    UNION ALL
    SELECT ref, 'review', review_at FROM request WHERE review_at <= $1 AND ended_at IS NULL
    UNION ALL
    SELECT joint_task.ref, 'closing', request.closed_at
      FROM joint_task
      JOIN request ON request.ref = joint_task.ref AND request.state = 'closed')
SELECT wanted.ref, wanted.what, wanted.since, request.state, request.kind, request.body, request.owner, dated.due_at,
       CASE wanted.what WHEN 'extension' THEN request.asked_hours ELSE 0 END AS hours
  FROM wanted
  JOIN request ON request.ref = wanted.ref
 CROSS JOIN LATERAL (
       SELECT CASE wanted.what WHEN 'closing' THEN request.wakes_at -- then it is archived, whoever has looked
                               ELSE least(request.accept_at, request.goal_at) -- the one that there is, where the other is NULL
              END AS due_at) AS dated
 WHERE (coalesce(dated.due_at, 'infinity'), wanted.ref, wanted.what)
     > (coalesce($3::timestamptz, CASE $4::text WHEN '' THEN timestamptz '-infinity' ELSE 'infinity' END), $4, $5)
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = wanted.ref AND accused = $7) -- whoever works there learns of none
 ORDER BY coalesce(dated.due_at, 'infinity'), wanted.ref, wanted.what
 LIMIT $6;

-- advised_requests: Those who were told another road, the newest first, with what was reported later under the same telephone number (no demand outside the catalogue).
SELECT report.ref, request.road, report.topic, report.district, request.ended_at,
       ARRAY(SELECT later.ref
               FROM complainant AS mine
               JOIN complainant AS again ON again.phone = mine.phone
               JOIN report AS later ON later.ref = again.first_ref
              WHERE mine.first_ref = report.ref
                AND later.reported_at > report.reported_at
                AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = later.ref) -- it would tell who has made it
              ORDER BY later.reported_at) AS later
  FROM request
  JOIN report ON report.ref = request.ref
 WHERE request.state = 'advised'
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = request.ref AND accused = $4) -- whoever works there learns of none
   AND (request.ended_at, request.ref) < (coalesce($1::timestamptz, 'infinity'), $2)
 ORDER BY request.ended_at DESC, request.ref DESC
 LIMIT $3;
