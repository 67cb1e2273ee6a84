-- lock_problem: Let only one joint task at a time be opened on a problem.
SELECT pg_advisory_xact_lock(hashtextextended('joint task ' || $1::text || ' ' || $2::text, 0));

-- open_joint_task: The joint task on a problem that is not over, if there is one.
SELECT joint_task.ref
  FROM joint_task
  LEFT JOIN request ON request.ref = joint_task.ref
 WHERE joint_task.topic = $1
   AND joint_task.place = $2
   AND request.ended_at IS NULL
 LIMIT 1;

-- add_joint_task: Write from which problem a joint task comes, and with whom it begins.
INSERT INTO joint_task (ref, topic, place, counted_by, from_on, until_on, requests, reports, lead, level, owner, assists,
                        opened_by, opened_for, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- link_requests: Write which requests belong to a joint task.
INSERT INTO joint_task_request (task, request)
SELECT $1, request
  FROM unnest($2::text[]) AS linked (request);

-- one_joint_task: A joint task as it was opened.
SELECT ref, topic, place, counted_by, from_on, until_on, requests, reports, lead, level, owner, assists, opened_by,
       opened_for, opened_at
  FROM joint_task
 WHERE ref = $1;

-- requests_of_task: The requests of a joint task that a reader may see: all of them, or those that a body has held or helps with; the newest first.
SELECT linked.request
  FROM joint_task_request AS linked
  JOIN report ON report.ref = linked.request
 WHERE linked.task = $1
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = linked.request AND accused = $3) -- whoever works there learns of none
   AND ($2::boolean
        OR EXISTS (SELECT FROM custody WHERE custody.ref = linked.request AND custody.body = $3)
        OR EXISTS (
           SELECT
             FROM request
             LEFT JOIN person ON person.id = request.guide
            WHERE request.ref = linked.request
              AND ($3 = ANY (request.assists) OR person.department = $3)))
 ORDER BY report.reported_at DESC, linked.request DESC;

-- count_requests_of_task: How many requests belong to a joint task.
SELECT count(*)
  FROM joint_task_request
 WHERE task = $1
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = joint_task_request.request AND accused = $2);

-- tasks_of_request: The joint tasks that a request belongs to, the newest first.
SELECT joint_task.ref
  FROM joint_task_request AS linked
  JOIN joint_task ON joint_task.ref = linked.task
 WHERE linked.request = $1
 ORDER BY joint_task.opened_at DESC, joint_task.ref DESC;

-- joint_tasks: Joint tasks, with how they stand, after one of them: those that are not over, the first to end first (a closed one ends when the centre has had its time to look, one whose clock stands comes last); then, if they are asked for, those that are over, the newest first.
SELECT joint_task.ref, joint_task.topic, joint_task.place, joint_task.from_on, joint_task.until_on, joint_task.requests,
       coalesce(nullif(request.body, ''), joint_task.lead) AS body, coalesce(request.assists, joint_task.assists) AS assists,
       coalesce(request.state, 'reported') AS state, joint_task.opened_at, request.share_at, request.goal_at,
       request.closed_at, request.ended_at, dated.ends_at
  FROM joint_task
  LEFT JOIN request ON request.ref = joint_task.ref
 CROSS JOIN LATERAL (
       SELECT CASE WHEN request.ended_at IS NOT NULL THEN request.ended_at
                   WHEN request.state = 'closed' THEN request.wakes_at
                   ELSE request.goal_at
              END AS ends_at) AS dated
 WHERE ($1::boolean OR request.ended_at IS NULL)
   AND CASE WHEN $2::boolean
            THEN request.ended_at < $3 OR (request.ended_at = $3 AND joint_task.ref > $4)
            ELSE request.ended_at IS NOT NULL
              OR (coalesce(dated.ends_at, 'infinity'), joint_task.ref)
               > (coalesce($3::timestamptz, CASE $4::text WHEN '' THEN timestamptz '-infinity' ELSE 'infinity' END), $4)
       END
 ORDER BY request.ended_at IS NOT NULL, CASE WHEN request.ended_at IS NULL THEN coalesce(dated.ends_at, 'infinity') END,
          request.ended_at DESC, joint_task.ref
 LIMIT $5;

-- unheard_of_task: The bodies that assist with a joint task and have written nothing to it.
SELECT helping.body
  FROM request
 CROSS JOIN LATERAL unnest(request.assists) WITH ORDINALITY AS helping (body, place)
 WHERE request.ref = $1
   AND NOT EXISTS (
       SELECT
         FROM valid_event
        WHERE valid_event.ref = request.ref
          AND valid_event.kind = 'commented'
          AND valid_event.body = helping.body)
 ORDER BY helping.place;
