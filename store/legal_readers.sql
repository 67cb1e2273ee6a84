-- legal_head: What must be known of a case before an act is passed on.
SELECT legal_matter.ref, legal_matter.service, coalesce(legal_case.state, '') AS state,
       coalesce(legal_case.holder, '') AS holder, legal_matter.policy_version, legal_matter.asked_at
  FROM legal_matter
  LEFT JOIN legal_case ON legal_case.ref = legal_matter.ref
 WHERE legal_matter.ref = $1;

-- is_of_person: Is somebody called for or offered a case, or have they had it? Whoever declined has nothing to do with it.
SELECT EXISTS (
       SELECT
         FROM assignment
        WHERE ref = $1
          AND person = $2
          AND (until IS NULL OR (accepted_at IS NOT NULL AND ended <> 'declined')));

-- is_of_absent: Is a case open with one of these people, or has somebody done something in it for them? Whoever is ruled out stands in for nobody.
SELECT EXISTS (
       SELECT
         FROM assignment
        WHERE ref = $1
          AND person = ANY ($3::text[])
          AND (until IS NULL OR EXISTS (
              SELECT
                FROM valid_event
               WHERE valid_event.ref = $1
                 AND valid_event.actor = $2
                 AND valid_event.instead_of = assignment.person)))
   AND NOT EXISTS (SELECT FROM legal_bar WHERE ref = $1 AND person = $2)
   AND NOT EXISTS (SELECT FROM legal_case WHERE ref = $1 AND $2 = ANY (ruled_out));

-- one_legal_case: One case with what was handed in, without who asked; one that has not written itself down yet stands as it will begin.
SELECT legal_matter.ref, legal_matter.service,
       coalesce(nullif(legal_case.state, ''), CASE legal_matter.service WHEN 'aid' THEN 'received' ELSE 'waiting' END) AS state,
       coalesce(legal_case.holder, '') AS holder, legal_matter.channel,
       legal_matter.text, legal_matter.district, legal_matter.address, legal_matter.language, legal_matter.field,
       legal_matter.kind, string_to_array(legal_matter.people, ' ') AS groups, legal_matter.other_side, legal_matter.company, legal_matter.campaign,
       legal_matter.from_ref, legal_matter.taken_by, legal_matter.asked_at, legal_matter.first_at, legal_case.ended_at,
       coalesce(inquiry.due_at, aid_application.promise_at, home_visit.due_at) AS due_at,
       coalesce(inquiry.kept, aid_application.kept, home_visit.kept) AS kept,
       coalesce(inquiry.became, '') AS became, coalesce(legal_case.n, 0) AS n
  FROM legal_matter
  LEFT JOIN legal_case ON legal_case.ref = legal_matter.ref
  LEFT JOIN inquiry ON inquiry.ref = legal_matter.ref
  LEFT JOIN aid_application ON aid_application.ref = legal_matter.ref
  LEFT JOIN home_visit ON home_visit.ref = legal_matter.ref
 WHERE legal_matter.ref = $1;

-- one_aid: What is particular to an application for legal aid.
SELECT promise_at, decide_at, appoint_at, supply_at, objection_at, verify_at, urgent, decided_at, decision, ground,
       first_appointed_at, provisional, same_day, papers_asked, verified, change_asked, objections, works, outcome,
       satisfied
  FROM aid_application
 WHERE ref = $1;

-- one_inquiry: What is particular to an inquiry.
SELECT due_at, taken_at, first_answer_at, answered_at, kept, referrals, became, helped, satisfied
  FROM inquiry
 WHERE ref = $1;

-- one_visit: What is particular to a home visit.
SELECT due_at, confirmed_at, planned_at, visits, visited_at, outcome, kept
  FROM home_visit
 WHERE ref = $1;

-- events_of_legal_case: The record of a case after a number, with what was written.
SELECT valid_event.n, valid_event.kind, coalesce(valid_event.person, '') AS person, valid_event.at,
       valid_event.entered_at, valid_event.acted_at, valid_event.actor, valid_event.role,
       coalesce(valid_event.what, '') AS what, valid_event.due_at_before, valid_event.due_at_after,
       coalesce(note.body, '{}') AS note, coalesce(valid_event.instead_of, '') AS instead_of
  FROM valid_event
  LEFT JOIN note ON note.id = valid_event.note
 WHERE valid_event.ref = $1
   AND valid_event.n > $2
 ORDER BY valid_event.n
 LIMIT $3;

-- assignments_of: Who was called or offered a case, and who had it.
SELECT n, person, how, since, accepted_at, until, ended, reason
  FROM assignment
 WHERE ref = $1
 ORDER BY n;

-- waiting_legal_cases: What needs the desk, the promise that ends soonest first.
WITH wanted AS (
    SELECT legal_case.ref, legal_case.service, legal_case.state, legal_matter.language, legal_matter.field,
           legal_matter.kind, legal_matter.district, coalesce(aid_application.urgent, '') AS urgent,
           coalesce(aid_application.change_asked, false) AS change_asked, legal_matter.asked_at,
           coalesce(inquiry.due_at, aid_application.promise_at, aid_application.objection_at, aid_application.appoint_at,
                    aid_application.supply_at, home_visit.due_at, 'infinity') AS due_at
      FROM legal_case
      JOIN legal_matter ON legal_matter.ref = legal_case.ref
      LEFT JOIN inquiry ON inquiry.ref = legal_case.ref
      LEFT JOIN aid_application ON aid_application.ref = legal_case.ref
      LEFT JOIN home_visit ON home_visit.ref = legal_case.ref
     WHERE legal_case.ended_at IS NULL
       AND (legal_case.state IN ('waiting', 'received', 'incomplete', 'granted', 'objected')
            OR aid_application.change_asked OR aid_application.provisional)
       AND legal_case.service <> 'checkup')
SELECT ref, service, state, language, field, kind, district, urgent, change_asked, asked_at,
       CASE WHEN isfinite(due_at) THEN due_at END AS due_at
  FROM wanted
 WHERE (due_at, ref) > (CASE WHEN $2 = '' THEN '-infinity' ELSE coalesce($1::timestamptz, 'infinity') END, $2)
 ORDER BY wanted.due_at, ref
 LIMIT $3;

-- legal_cases_of_person: What a person, or whom they stand in for, was called for or has in hand, the newest first, each once.
SELECT assignment.ref, assignment.service, legal_case.state, assignment.how, assignment.accepted_at IS NULL AS is_open,
       legal_matter.language, legal_matter.field, legal_matter.kind, legal_matter.district, assignment.since,
       coalesce(inquiry.due_at, aid_application.promise_at, home_visit.due_at) AS due_at,
       CASE WHEN assignment.person <> $1 THEN assignment.person ELSE '' END AS instead_of
  FROM assignment
  JOIN legal_case ON legal_case.ref = assignment.ref
  JOIN legal_matter ON legal_matter.ref = assignment.ref
  LEFT JOIN inquiry ON inquiry.ref = assignment.ref
  LEFT JOIN aid_application ON aid_application.ref = assignment.ref
  LEFT JOIN home_visit ON home_visit.ref = assignment.ref
 WHERE (assignment.person = $1
    OR (assignment.person = ANY ($5::text[])
   AND NOT $1 = ANY (legal_case.ruled_out)
   AND NOT EXISTS (SELECT FROM legal_bar WHERE legal_bar.ref = assignment.ref AND legal_bar.person = $1)))
   AND assignment.until IS NULL
   AND legal_case.ended_at IS NULL
   AND NOT EXISTS ( -- called by the roster, and then by the desk
       SELECT
         FROM assignment AS again
        WHERE again.ref = assignment.ref
          AND again.person = assignment.person
          AND again.until IS NULL
          AND again.n > assignment.n)
   AND (assignment.since, assignment.ref) < (coalesce($2::timestamptz, 'infinity'), $3)
 ORDER BY assignment.since DESC, assignment.ref DESC
 LIMIT $4;

-- checkup_findings: The findings of a check-up, without words.
SELECT n, severity, field, follow_up_on, result, done_at
  FROM checkup_finding
 WHERE ref = $1
 ORDER BY n;
