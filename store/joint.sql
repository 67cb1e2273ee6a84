-- add_joint_entry: Keep an entry; a second one with its id is dropped, and so is a complaint that is linked to the project already.
INSERT INTO joint_entry (id, kind, ref, company, level, subject, document, request, valid_from, valid_until, department, entered_by, entered_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
 WHERE $8::text IS NULL
    OR NOT EXISTS (
       SELECT
         FROM joint_entry AS known
        WHERE known.ref = $3
          AND known.request = $8
          AND NOT EXISTS (SELECT FROM joint_step WHERE joint_step.entry = known.id AND joint_step.kind = 'withdrawn'))
    ON CONFLICT DO NOTHING;

-- lock_joint_project: Let no other entry about this project be kept until this one is, for a link must see the links before it.
SELECT pg_advisory_xact_lock(hashtextextended('joint ' || $1::text, 0));

-- is_joint_entry: Is there an entry with this id?
SELECT EXISTS (SELECT FROM joint_entry WHERE id = $1);

-- add_joint_step: Say once of an entry that it is withdrawn or objected to.
INSERT INTO joint_step (entry, kind, by, at)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
RETURNING entry;

-- joint_entries: What was entered about these projects, or about their company, with what became of it; the newest first.
SELECT joint_entry.id, joint_entry.kind, joint_entry.ref, joint_entry.company, joint_entry.level, joint_entry.subject,
       joint_entry.document, joint_entry.request, joint_entry.valid_from, joint_entry.valid_until, joint_entry.department,
       joint_entry.entered_by, joint_entry.entered_at, coalesce(report.topic, '') AS topic, coalesce(request.state, '') AS state,
       withdrawn.at AS withdrawn_at, objected.at AS objected_at
  FROM joint_entry
  LEFT JOIN report ON report.ref = joint_entry.request
  LEFT JOIN request ON request.ref = joint_entry.request
  LEFT JOIN joint_step AS withdrawn ON withdrawn.entry = joint_entry.id AND withdrawn.kind = 'withdrawn'
  LEFT JOIN joint_step AS objected ON objected.entry = joint_entry.id AND objected.kind = 'objected'
 WHERE joint_entry.ref = ANY ($1::text[])
    OR (joint_entry.company = $2 AND joint_entry.company <> '')
 ORDER BY joint_entry.entered_at DESC, joint_entry.id;

-- joint_words: What was written with these entries and steps.
SELECT note.id, note.ref, note.body ->> 'text' AS words
  FROM note
 WHERE note.id = ANY ($1::text[]);

-- joint_complaints: What was handed in as these requests.
SELECT ref, text
  FROM report
 WHERE ref = ANY ($1::text[]);

-- joint_incidents: What happened in these projects that supervision looks at, the newest first.
SELECT valid_event.ref, valid_event.at, valid_event.kind, valid_event.item, coalesce(item.department, '') AS department
  FROM valid_event
  LEFT JOIN item ON item.ref = valid_event.ref AND item.id = valid_event.item
 WHERE valid_event.ref = ANY ($1::text[])
   AND valid_event.kind = ANY ($2::text[])
 ORDER BY valid_event.at DESC, valid_event.ref, valid_event.n DESC
 LIMIT 200;

-- projects_of_company: The projects of an applicant.
SELECT ref
  FROM dossier
 WHERE applicant = $1
 ORDER BY ref;

-- has_part: Does a department decide an item of one of these projects?
SELECT EXISTS (SELECT FROM item WHERE ref = ANY ($1::text[]) AND department = $2);

-- is_report: Is there such a request, of a citizen?
SELECT EXISTS (SELECT FROM report WHERE ref = $1 AND source <> 'centre');
