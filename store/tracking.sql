-- caller_of_letter: The complainant to whom the letter with this code went.
SELECT complainant.id, complainant.ref, complainant.first_ref, complainant.language
  FROM letter
  JOIN complainant ON letter.recipient = 'caller:' || complainant.id
 WHERE letter.code = $1;

-- followed_request: How a request stands for its citizens, and whether one of them has answered in this cycle.
SELECT report.ref, coalesce(request.state, 'reported') AS state, coalesce(request.kind, '') AS kind, report.topic,
       CASE WHEN request.state IN ('handling', 'paused') THEN coalesce(department.name_zh, '') ELSE '' END AS body_zh,
       coalesce(request.cycle, 1) AS cycle, report.policy_version, report.reported_at, request.accept_at,
       request.accepted_at, request.goal_at, request.paused_at, coalesce(request.pause_reason, '') AS pause_reason,
       request.planned_end, coalesce(request.withdrawal_asked, false) AS withdrawal_asked, request.closed_at,
       coalesce(request.outcome, '') AS outcome, coalesce(request.road, '') AS road, request.ended_at,
       EXISTS (
           SELECT
             FROM request_answer
            WHERE request_answer.ref = request.ref
              AND request_answer.cycle = request.cycle
              AND request_answer.complainant = $2) AS heard
  FROM report
  LEFT JOIN request ON request.ref = report.ref
  LEFT JOIN department ON department.id = request.body
 WHERE report.ref = $1;

-- followed_events: The record of a request as its citizens see it, in order.
SELECT n, kind, at, due_at_after
  FROM valid_event
 WHERE ref = $1
   AND kind = ANY ($2::text[])
 ORDER BY n;

-- question: The question whether it is solved that a letter asks, found by its code ($1) or by its id ($2).
SELECT letter.id AS letter, letter.address, letter.language, complainant.id AS caller, complainant.ref,
       complainant.first_ref, split_part(notice.cycle, ':', 1)::integer AS cycle,
       coalesce(request.state = 'closed' AND request.cycle::text = split_part(notice.cycle, ':', 1), false) AS holds
  FROM letter
  JOIN outbox ON outbox.letter = letter.id AND outbox.step = 'ask'
  JOIN notice ON notice.id = outbox.notice
  JOIN complainant ON letter.recipient = 'caller:' || complainant.id
  LEFT JOIN request ON request.ref = complainant.ref
 WHERE letter.code = $1
    OR letter.id = $2
 ORDER BY notice.created_at DESC
 LIMIT 1;
