-- keep_order: Keep who is to make a check-up, before its case begins.
SELECT name_for_checkup($1, $2, $3);

-- ordered_person: Who was to make a check-up when it was ordered.
SELECT person
  FROM assignment
 WHERE ref = $1
   AND n = 1;

-- listed_checkups: Check-ups, of one campaign, state and person or of all, the newest first.
SELECT ref, company, campaign, district, person, state, asked_at, due_on, reported_at, next_on, outcome, ended_at, findings, open
  FROM ordered_checkup
 WHERE ($1 = '' OR campaign = $1)
   AND ($2 = '' OR state = $2)
   AND ($3 = '' OR person = $3)
   AND ($4::timestamptz IS NULL OR (asked_at, ref) < ($4, $5))
 ORDER BY asked_at DESC, ref DESC
 LIMIT $6;

-- one_checkup: One check-up, with what is to be looked at.
SELECT *
  FROM ordered_checkup
 WHERE ref = $1;

-- findings_written: The findings of a check-up in their order, with what was written when each was found and when it was followed up.
SELECT checkup_finding.n,
       checkup_finding.severity,
       checkup_finding.field,
       checkup_finding.follow_up_on,
       coalesce(found.body ->> 'text', '') AS text,
       checkup_finding.result,
       checkup_finding.done_at,
       coalesce(followed.body ->> 'text', '') AS said
  FROM checkup_finding
  LEFT JOIN valid_event AS finding
    ON finding.ref = checkup_finding.ref
   AND finding.kind = 'found'
   AND split_part(finding.what, ':', 1) = checkup_finding.n::text
  LEFT JOIN note AS found ON found.id = finding.note
  LEFT JOIN valid_event AS following
    ON following.ref = checkup_finding.ref
   AND following.kind = 'followed_up'
   AND split_part(following.what, ':', 1) = checkup_finding.n::text
  LEFT JOIN note AS followed ON followed.id = following.note
 WHERE checkup_finding.ref = $1
 ORDER BY checkup_finding.n;
