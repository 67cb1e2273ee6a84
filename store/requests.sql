-- make_request: Make sure that a request has a row, so that it can be locked; what was handed in must be there.
INSERT INTO request (ref, state, updated_at)
VALUES ($1, 'reported', now())
ON CONFLICT (ref) DO NOTHING;

-- lock_request: How far a request is written, locked until the transaction ends.
SELECT epoch, seq
  FROM request
 WHERE ref = $1
   FOR UPDATE;

-- save_request: Write the whole state of a request.
INSERT INTO request (ref, complainants, wakes_at, n, epoch, seq, updated_at, state, kind, level, body, owner, assists,
                     guide, cycle, leg, accept_at, accepted_at, started_at, goal_at, share_at, held_since, signed_at,
                     returns, designated, pause_reason, paused_at, planned_end, extended_hours, asked_hours, parked_by,
                     review_at, withdrawal_asked, closed_at, outcome, road, merged_into, calls, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, now(), $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
        $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38)
ON CONFLICT (ref) DO UPDATE
   SET (complainants, wakes_at, n, epoch, seq, updated_at, state, kind, level, body, owner, assists, guide, cycle, leg,
        accept_at, accepted_at, started_at, goal_at, share_at, held_since, signed_at, returns, designated,
        pause_reason, paused_at, planned_end, extended_hours, asked_hours, parked_by, review_at, withdrawal_asked,
        closed_at, outcome, road, merged_into, calls, ended_at)
     = (excluded.complainants, excluded.wakes_at, excluded.n, excluded.epoch, excluded.seq, excluded.updated_at,
        excluded.state, excluded.kind, excluded.level, excluded.body, excluded.owner, excluded.assists,
        excluded.guide, excluded.cycle, excluded.leg, excluded.accept_at, excluded.accepted_at, excluded.started_at,
        excluded.goal_at, excluded.share_at, excluded.held_since, excluded.signed_at, excluded.returns,
        excluded.designated, excluded.pause_reason, excluded.paused_at, excluded.planned_end,
        excluded.extended_hours, excluded.asked_hours, excluded.parked_by, excluded.review_at,
        excluded.withdrawal_asked, excluded.closed_at, excluded.outcome, excluded.road, excluded.merged_into,
        excluded.calls, excluded.ended_at);

-- add_request_event: Add one line to the record of a request.
INSERT INTO event (ref, epoch, n, kind, body, at, entered_at, acted_at, actor, role, note, what, due_at_before,
                   due_at_after, instead_of)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- forget_abandoned: Take away what only an abandoned run of the request has known.
WITH held AS (
    DELETE FROM custody
     WHERE ref = $1
       AND n > $2),
answered AS (
    DELETE FROM request_answer
     WHERE ref = $1
       AND (cycle, complainant) NOT IN (SELECT * FROM unnest($3::integer[], $4::text[]))),
called AS (
    DELETE FROM request_call
     WHERE ref = $1
       AND n > $5)
DELETE FROM request_result
 WHERE ref = $1
   AND (cycle, leg) NOT IN (SELECT * FROM unnest($6::integer[], $7::integer[]));

-- save_custody: Write who held a request, the n-th since it was reported.
INSERT INTO custody (ref, n, level, body, owner, since, until, ended, signed_at, designated)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (ref, n) DO UPDATE
   SET (level, body, owner, since, until, ended, signed_at, designated)
     = (excluded.level, excluded.body, excluded.owner, excluded.since, excluded.until, excluded.ended,
        excluded.signed_at, excluded.designated)
 WHERE (custody.level, custody.body, custody.owner, custody.since, custody.until, custody.ended, custody.signed_at,
        custody.designated)
    IS DISTINCT FROM
       (excluded.level, excluded.body, excluded.owner, excluded.since, excluded.until, excluded.ended,
        excluded.signed_at, excluded.designated);

-- save_result: Write what came of a leg that is over; it stays so, but for what an abandoned run made of it.
INSERT INTO request_result (ref, cycle, leg, kind, started_at, ended_at, due_at, counted_seconds, paused_seconds,
                            in_time, ended)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (ref, cycle, leg) DO UPDATE
   SET (kind, started_at, ended_at, due_at, counted_seconds, paused_seconds, in_time, ended)
     = (excluded.kind, excluded.started_at, excluded.ended_at, excluded.due_at, excluded.counted_seconds,
        excluded.paused_seconds, excluded.in_time, excluded.ended)
 WHERE (request_result.kind, request_result.started_at, request_result.ended_at, request_result.due_at,
        request_result.counted_seconds, request_result.paused_seconds, request_result.in_time, request_result.ended)
    IS DISTINCT FROM
       (excluded.kind, excluded.started_at, excluded.ended_at, excluded.due_at, excluded.counted_seconds,
        excluded.paused_seconds, excluded.in_time, excluded.ended);

-- save_answer_of: Write what a citizen said of a cycle.
INSERT INTO request_answer (ref, cycle, complainant, at, way, solved, satisfied)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (ref, cycle, complainant) DO UPDATE
   SET (at, way, solved, satisfied) = (excluded.at, excluded.way, excluded.solved, excluded.satisfied)
 WHERE (request_answer.at, request_answer.way, request_answer.solved, request_answer.satisfied)
    IS DISTINCT FROM (excluded.at, excluded.way, excluded.solved, excluded.satisfied);

-- save_call: Write an attempt to call the citizen, the n-th since it was reported.
INSERT INTO request_call (ref, n, cycle, at, by, outcome, complainant)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (ref, n) DO UPDATE
   SET (cycle, at, by, outcome, complainant)
     = (excluded.cycle, excluded.at, excluded.by, excluded.outcome, excluded.complainant)
 WHERE (request_call.cycle, request_call.at, request_call.by, request_call.outcome, request_call.complainant)
    IS DISTINCT FROM (excluded.cycle, excluded.at, excluded.by, excluded.outcome, excluded.complainant);

-- mark_withdrawn: Those of a request's citizens who are not of its case any more want nothing more of it.
UPDATE complainant
   SET withdrawn = NOT id = ANY ($2::text[])
 WHERE ref = $1
   AND withdrawn = (id = ANY ($2::text[]));

-- bring_complainants: Let these belong to the request into which theirs was merged, or to the one into which that was merged by now; those whose own request is still being merged stay with it.
WITH RECURSIVE chain AS (
    SELECT $1::text AS ref, 1 AS length
    UNION ALL
    SELECT request.merged_into, chain.length + 1
      FROM chain
      JOIN request ON request.ref = chain.ref
     WHERE request.merged_into <> ''
       AND chain.length < 100)
UPDATE complainant
   SET ref = (SELECT ref FROM chain ORDER BY length DESC LIMIT 1)
 WHERE id = ANY ($2::text[])
   AND ref NOT IN (SELECT what FROM valid_event WHERE valid_event.ref = $3 AND kind = 'absorbed');

-- lock_papers: Let only one number at a time be given for a paper in a year.
SELECT pg_advisory_xact_lock(hashtextextended('paper ' || $1::text || ' ' || $2::text, 0));

-- issue_paper: Give a paper the next number of its year, once for each body in a cycle of a request.
INSERT INTO request_paper (ref, cycle, paper, number, year, body, issued_at, due_at)
SELECT $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6, $7
  FROM request_paper
 WHERE paper = $3
   AND year = $4
ON CONFLICT (ref, cycle, paper, body) DO NOTHING;
