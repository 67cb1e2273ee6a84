-- own_report: What a citizen handed in to the hotline, who they are, and when their case ended.
SELECT complainant.id, complainant.first_ref AS ref, complainant.name, coalesce(complainant.phone, '') AS phone,
       coalesce(complainant.mail, '') AS mail, complainant.language, report.text, report.address,
       report.reported_at AS handed_in_at, request.ended_at
  FROM complainant
  JOIN report ON report.ref = complainant.first_ref
  LEFT JOIN request ON request.ref = complainant.ref
 WHERE complainant.id = $1;

-- own_matter: What an asker handed in to the legal circle, who they are, and when their case ended.
SELECT asker.id, asker.ref, asker.name, coalesce(asker.phone, '') AS phone, coalesce(asker.mail, '') AS mail,
       asker.language, legal_matter.text, legal_matter.address, legal_matter.asked_at AS handed_in_at,
       legal_case.ended_at
  FROM asker
  JOIN legal_matter ON legal_matter.ref = asker.ref
  LEFT JOIN legal_case ON legal_case.ref = asker.ref
 WHERE asker.id = $1;

-- own_words: What somebody wrote later, as a citizen (`caller:` and their id) or with an account.
SELECT ref, written_at, body
  FROM note
 WHERE author = $1
 ORDER BY written_at, id;

-- own_letters: What was sent to somebody, and where.
SELECT channel, address, text, state, claimed_at AS sent_at
  FROM letter
 WHERE recipient = $1
 ORDER BY claimed_at, id;

-- own_account: What is kept of somebody who works here.
SELECT id, name, role, coalesce(department, '') AS department, coalesce(work_no, '') AS work_no,
       coalesce(phone, '') AS phone, coalesce(mail, '') AS mail, language, languages
  FROM person
 WHERE id = $1;

-- read_of: Who, by their role, has read what is kept of somebody, and why; the newest first.
SELECT at, role, why, what
  FROM access_log
 WHERE (whose = $1 OR (ref = $2 AND whose = '' AND ref <> ''))
   AND reader <> $3
 ORDER BY n DESC
 LIMIT 1000;
