-- own_report: What a citizen handed in to the hotline, who they are, and when their case ended.
SELECT complainant.id, complainant.first_ref AS ref, complainant.name, coalesce(complainant.phone, '') AS phone,
       coalesce(complainant.mail, '') AS mail, complainant.language, report.text, report.address,
       report.lat, report.lon, '' AS other_side, report.reported_at AS handed_in_at, request.ended_at
  FROM complainant
  JOIN report ON report.ref = complainant.first_ref
  LEFT JOIN request ON request.ref = complainant.ref
 WHERE complainant.id = $1;

-- own_matter: What an asker handed in to the legal circle, who they are, and when their case ended.
SELECT asker.id, asker.ref, asker.name, coalesce(asker.phone, '') AS phone, coalesce(asker.mail, '') AS mail,
       asker.language, legal_matter.text, legal_matter.address, legal_matter.lat, legal_matter.lon,
       legal_matter.other_side, legal_matter.asked_at AS handed_in_at, legal_case.ended_at
  FROM asker
  JOIN legal_matter ON legal_matter.ref = asker.ref
  LEFT JOIN legal_case ON legal_case.ref = asker.ref
 WHERE asker.id = $1;

-- own_pledge: What an asker pledged instead of papers.
SELECT means, waived, spoken, witness, pledged_at
  FROM pledge
 WHERE ref = $1;

-- own_subscription: What is kept of whoever wants, or wanted, to be reminded of a programme, by their code.
SELECT id, programme, coalesce(phone, '') AS phone, coalesce(mail, '') AS mail, language, made_at, ended_at
  FROM subscriber
 WHERE programme = $1
   AND code = $2
 ORDER BY made_at, id
 LIMIT 1;

-- own_files: Files that somebody has handed in, finished or on their way, the oldest first.
SELECT id, ref, material, name, kind, size, handed_in_at
  FROM (SELECT document.id, document.ref, document.material, document.name, document.kind, content.size,
               document.handed_in_at
          FROM document
          JOIN content ON content.id = document.content
         WHERE document.handed_in_by = $1
         UNION ALL
        SELECT upload.id, upload.ref, upload.material, upload.name, '', upload.size, upload.begun_at
          FROM upload
         WHERE upload.begun_by = $1
           AND upload.document IS NULL) AS mine
 ORDER BY handed_in_at, id;

-- own_texts: What came from where a letter to somebody went: in answer to it, or (for those who work here) all of it.
SELECT inbound.received_at, inbound.body, inbound.answer
  FROM inbound
 WHERE EXISTS (
       SELECT
         FROM letter
        WHERE letter.recipient = $1
          AND letter.address = inbound.address
          AND ($2 OR position(letter.code IN upper(inbound.body)) > 0))
 ORDER BY received_at, sid;

-- own_bars: On which channels nothing is sent to where letters to somebody went, and why.
SELECT channel, address, why, barred_at
  FROM barred
 WHERE address IN (SELECT address FROM letter WHERE recipient = $1)
 ORDER BY channel, address;

-- own_sessions: From where somebody has signed in.
SELECT started_at, agent, address
  FROM session
 WHERE person = $1
 ORDER BY started_at;

-- own_evidence: What somebody said of activities and sessions of the legal circle.
SELECT ref, said_at, said
  FROM (SELECT coalesce(ref, '') AS ref, entered_at AS said_at, concat_ws('; ', evidence, why) AS said
          FROM legal_activity
         WHERE entered_by = $1
         UNION ALL
        SELECT 'P-' || programme, coalesce(recorded_at, starts_at), remarks
          FROM programme_session
         WHERE recorded_by = $1
           AND remarks <> '') AS mine
 ORDER BY said_at, ref;

-- erase_subscription: Empty whoever wants, or wanted, to be reminded of a programme, by their code, if nobody forbids it.
UPDATE subscriber
   SET phone = NULL, mail = NULL, code = '', ended_at = coalesce(ended_at, $3)
 WHERE programme = $1
   AND code = $2
   AND NOT EXISTS (SELECT FROM legal_hold WHERE ref = 'P-' || $1 AND lifted_at IS NULL)
RETURNING id;

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
