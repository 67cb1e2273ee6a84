-- followed_case: How a case of the legal circle stands for whoever asked; no person is in it, only as what somebody comes.
SELECT legal_matter.ref, legal_matter.service, coalesce(nullif(legal_case.state, ''), $2) AS state,
       legal_matter.policy_version, legal_matter.field, legal_matter.kind, legal_matter.people, legal_matter.from_ref,
       legal_matter.asked_at, legal_matter.first_at, legal_case.ended_at,
       coalesce(inquiry.due_at, aid_application.promise_at, home_visit.due_at) AS due_at,
       coalesce(inquiry.became, '') AS became, inquiry.helped,
       coalesce(inquiry.satisfied, aid_application.satisfied, 0) AS satisfied,
       coalesce(aid_application.papers_asked, '{}') AS papers_asked, aid_application.supply_at,
       coalesce(aid_application.decision, '') AS decision, coalesce(aid_application.ground, '') AS ground,
       aid_application.decided_at, aid_application.first_appointed_at, aid_application.objection_at,
       coalesce(aid_application.change_asked, false) AS change_asked,
       coalesce(aid_application.objections, 0) AS objections, home_visit.planned_at, home_visit.visited_at,
       coalesce(home_visit.outcome, '') AS outcome,
       coalesce((
           SELECT min(legal_role.role)
             FROM legal_role
            WHERE legal_role.person = legal_case.holder), '') AS comes_as
  FROM legal_matter
  LEFT JOIN legal_case ON legal_case.ref = legal_matter.ref
  LEFT JOIN inquiry ON inquiry.ref = legal_matter.ref
  LEFT JOIN aid_application ON aid_application.ref = legal_matter.ref
  LEFT JOIN home_visit ON home_visit.ref = legal_matter.ref
 WHERE legal_matter.ref = $1;

-- followed_lines: The record of a case as whoever asked sees it, in order; of some kinds also what was written to them.
SELECT valid_event.n, valid_event.kind, valid_event.at, coalesce(valid_event.what, '') AS what,
       CASE WHEN valid_event.kind = ANY ($3::text[]) THEN coalesce(note.body->>'text', '') ELSE '' END AS text
  FROM valid_event
  LEFT JOIN note ON note.id = valid_event.note
 WHERE valid_event.ref = $1
   AND valid_event.kind = ANY ($2::text[])
 ORDER BY valid_event.n;
