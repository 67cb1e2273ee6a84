-- make_case: Make sure that a case has a row, so that it can be locked; what was handed in must be there.
INSERT INTO legal_case (ref, service, state, updated_at)
VALUES ($1, $2, '', now())
ON CONFLICT (ref) DO NOTHING;

-- lock_case: How far a case is written, locked until the transaction ends.
SELECT epoch, seq
  FROM legal_case
 WHERE ref = $1
   FOR UPDATE;

-- save_case: Write how a case stands.
UPDATE legal_case
   SET (service, state, holder, ended_at, wakes_at, calendar_rev, ruled_out, n, epoch, seq, updated_at)
     = ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now())
 WHERE ref = $1;

-- save_inquiry: Write the whole state of an inquiry.
INSERT INTO inquiry (ref, due_at, taken_at, first_answer_at, answered_at, kept, referrals, became, helped, satisfied)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (ref) DO UPDATE
   SET (due_at, taken_at, first_answer_at, answered_at, kept, referrals, became, helped, satisfied)
     = (excluded.due_at, excluded.taken_at, excluded.first_answer_at, excluded.answered_at, excluded.kept,
        excluded.referrals, excluded.became, excluded.helped, excluded.satisfied);

-- save_aid: Write the whole state of an application for legal aid.
INSERT INTO aid_application (ref, promise_at, decide_at, appoint_at, supply_at, objection_at, verify_at, urgent,
                             decided_at, decision, ground, first_appointed_at, provisional, kept, same_day,
                             papers_asked, verified, change_asked, objections, works, outcome, satisfied)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
ON CONFLICT (ref) DO UPDATE
   SET (promise_at, decide_at, appoint_at, supply_at, objection_at, verify_at, urgent, decided_at, decision, ground,
        first_appointed_at, provisional, kept, same_day, papers_asked, verified, change_asked, objections, works,
        outcome, satisfied)
     = (excluded.promise_at, excluded.decide_at, excluded.appoint_at, excluded.supply_at, excluded.objection_at,
        excluded.verify_at, excluded.urgent, excluded.decided_at, excluded.decision, excluded.ground,
        excluded.first_appointed_at, excluded.provisional, excluded.kept, excluded.same_day, excluded.papers_asked,
        excluded.verified, excluded.change_asked, excluded.objections, excluded.works, excluded.outcome,
        excluded.satisfied);

-- save_visit: Write the whole state of a home visit.
INSERT INTO home_visit (ref, due_at, confirmed_at, planned_at, visits, visited_at, outcome, kept)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (ref) DO UPDATE
   SET (due_at, confirmed_at, planned_at, visits, visited_at, outcome, kept)
     = (excluded.due_at, excluded.confirmed_at, excluded.planned_at, excluded.visits, excluded.visited_at,
        excluded.outcome, excluded.kept);

-- save_checkup: Write the whole state of a check-up.
INSERT INTO checkup (ref, due_on, reported_at, next_on, outcome)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (ref) DO UPDATE
   SET (due_on, reported_at, next_on, outcome)
     = (excluded.due_on, excluded.reported_at, excluded.next_on, excluded.outcome);

-- add_event_of_case: Add one line to the record of a case.
INSERT INTO event (ref, epoch, n, kind, person, at, entered_at, acted_at, actor, role, note, what, due_at_before,
                   due_at_after, instead_of)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- written_assignments: Those of these assignments that are written, as they are written.
SELECT person, how, since, accepted_at, until, ended, reason, n
  FROM assignment
 WHERE ref = $1
   AND n = ANY ($2::integer[]);

-- save_assignment: Write who was called or had the case, the n-th since it began; the row may be there since the person was chosen.
INSERT INTO assignment (ref, service, person, how, since, accepted_at, until, ended, reason, n)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (ref, n) DO UPDATE
   SET (person, how, since, accepted_at, until, ended, reason)
     = (excluded.person, excluded.how, excluded.since, excluded.accepted_at, excluded.until, excluded.ended,
        excluded.reason);

-- forget_assignments: Take away assignments that only an abandoned run of the case has known.
DELETE FROM assignment
 WHERE ref = $1
   AND n > $2;

-- save_finding: Write a finding of a check-up, the n-th.
INSERT INTO checkup_finding (ref, n, severity, field, follow_up_on, result, done_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (ref, n) DO UPDATE
   SET (severity, field, follow_up_on, result, done_at)
     = (excluded.severity, excluded.field, excluded.follow_up_on, excluded.result, excluded.done_at)
 WHERE (checkup_finding.severity, checkup_finding.field, checkup_finding.follow_up_on, checkup_finding.result,
        checkup_finding.done_at)
    IS DISTINCT FROM (excluded.severity, excluded.field, excluded.follow_up_on, excluded.result, excluded.done_at);

-- forget_findings: Take away findings that only an abandoned run of the check-up has known.
DELETE FROM checkup_finding
 WHERE ref = $1
   AND n > $2;

-- add_legal_notice: Write down what a case has to say; said again, it is told again if the case took it back or means others.
INSERT INTO notice (ref, item, cycle, step, not_before, expires_at, due_at, "left", unit, silence, body, owner,
                    created_at, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'min', 'nothing', $9, $10, $11, $5)
ON CONFLICT (ref, item, cycle, step) DO UPDATE
   SET state = 'open', rung = 0, next_at = excluded.not_before, not_before = excluded.not_before,
       expires_at = excluded.expires_at, due_at = excluded.due_at, "left" = excluded."left", owner = excluded.owner,
       created_at = excluded.created_at, ended_at = NULL, why = NULL
 WHERE (notice.state = 'ended' AND notice.why = 'case_moved')
    OR (notice.state <> 'ended' AND notice.owner <> excluded.owner);

-- newest_calendar_rev: The newest published calendar; 0 where none is.
SELECT coalesce(max(rev), 0)
  FROM calendar;
