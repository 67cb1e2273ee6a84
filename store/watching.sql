-- last_looked: The last day that was looked at; null before the first night.
SELECT max(day)
  FROM looked;

-- changed_cases: Projects and requests of which something was entered or demanded in a span.
SELECT event.ref
  FROM event
 WHERE event.entered_at >= $1
   AND event.entered_at < $2
   AND (EXISTS (SELECT FROM dossier WHERE dossier.ref = event.ref)
        OR EXISTS (SELECT FROM report WHERE report.ref = event.ref))
 UNION
SELECT demand.ref
  FROM demand
 WHERE demand.asked_at >= $1
   AND demand.asked_at < $2
 ORDER BY ref;

-- lines_of: The record of some cases as of an instant, with the days that their notes bear and whether a pause names a document by number.
SELECT event.ref, event.n, event.kind, coalesce(event.item, '') AS part, event.at, event.entered_at, event.acted_at,
       event.actor, event.role,
       note.id IS NOT NULL AND (note.salt IS NULL OR note.body - '{topic,passed}'::text[] <> '{}') AS has_words, -- ids are no words; erased ones were
       coalesce(item.department, event.body, '') AS body, coalesce(event.what, '') AS what, event.due_before,
       CASE WHEN note.body ->> 'document_on' ~ '^\d{4}-\d\d-\d\d$' THEN (note.body ->> 'document_on')::date END AS document_on,
       CASE WHEN note.body ->> 'first_contact_on' ~ '^\d{4}-\d\d-\d\d$' THEN (note.body ->> 'first_contact_on')::date END AS first_contact_on,
       CASE
           WHEN note.id IS NOT NULL AND note.salt IS NULL THEN NULL -- its words are erased
           ELSE coalesce(note.body ->> 'document', '') ~ '[0-9０-９]'
       END AS has_number
  FROM valid_event AS event
  LEFT JOIN item ON item.ref = event.ref AND item.id = event.item
  LEFT JOIN note ON note.id = event.note
 WHERE event.ref = ANY ($1)
   AND event.entered_at < $2
   AND event.kind <> 'not_done'
 ORDER BY event.ref, event.n;

-- asked_of: What was demanded of some projects as of an instant, and since when the newest version of it was there.
SELECT demand.ref, demand.item AS part, demand.command, demand.material, demand.refused, demand.asked_at, demand.asked_by,
       demand.department AS body, max(document.handed_in_at) AS there_since
  FROM demand
  LEFT JOIN document
         ON document.ref = demand.ref AND document.material = demand.material AND document.handed_in_at <= demand.asked_at
 WHERE demand.ref = ANY ($1)
   AND demand.asked_at < $2
 GROUP BY demand.ref, demand.command, demand.material, demand.refused
 ORDER BY demand.ref, demand.asked_at;

-- handed_of: When documents of some projects were handed in, as of an instant.
SELECT ref, handed_in_at
  FROM document
 WHERE ref = ANY ($1)
   AND handed_in_at < $2
   AND material <> 'photo'
 ORDER BY ref, handed_in_at;

-- decisions_made: Decisions of people on items, entered in a span.
SELECT event.ref, event.n, event.kind, event.item AS part, event.at, event.entered_at, event.actor, event.role,
       coalesce(item.department, '') AS body
  FROM valid_event AS event
  LEFT JOIN item ON item.ref = event.ref AND item.id = event.item
 WHERE event.kind IN ('approved', 'refused')
   AND event.item IS NOT NULL
   AND event.entered_at >= $1
   AND event.entered_at < $2
 ORDER BY event.at, event.ref, event.n;

-- lapses_made: Approvals by silence entered in a span, with the officer who had the item and the applicant.
SELECT event.ref, event.n, event.kind, event.item AS part, event.at, event.entered_at, event.actor, event.role,
       coalesce(item.department, '') AS body, coalesce(had.officer, '') AS officer,
       coalesce(dossier.applicant, '') AS applicant
  FROM valid_event AS event
  JOIN dossier ON dossier.ref = event.ref
  LEFT JOIN item ON item.ref = event.ref AND item.id = event.item
  LEFT JOIN LATERAL (
       SELECT CASE earlier.kind WHEN 'assigned' THEN earlier.what ELSE earlier.actor END AS officer
         FROM valid_event AS earlier
        WHERE earlier.ref = event.ref
          AND earlier.item = event.item
          AND earlier.n < event.n
          AND earlier.kind IN ('assigned', 'accepted')
        ORDER BY earlier.kind = 'assigned' DESC, earlier.n DESC
        LIMIT 1) AS had ON true
 WHERE event.kind = 'approved_by_silence'
   AND event.entered_at >= $1
   AND event.entered_at < $2
 ORDER BY event.at, event.ref, event.n;

-- closings_made: Closings of requests entered in a span, when a citizen first confirmed each, and the next request of the same caller within some time, as of the end of the span.
SELECT event.ref, event.n, event.kind, '' AS part, event.at, event.entered_at, event.actor, event.role,
       coalesce(event.body, '') AS body, confirmed.at AS confirmed_at, coalesce(again.ref, '') AS again,
       again.reported_at AS again_at
  FROM valid_event AS event
  JOIN report ON report.ref = event.ref
  LEFT JOIN LATERAL (
       SELECT min(answer.at) AS at
         FROM valid_event AS answer
        WHERE answer.ref = event.ref
          AND answer.kind = 'answered'
          AND answer.n > event.n
          AND answer.what LIKE 'solved:%'
          AND answer.entered_at < $2) AS confirmed ON true
  LEFT JOIN LATERAL (
       SELECT later.ref, later.reported_at
         FROM complainant AS mine
         JOIN complainant AS theirs ON theirs.phone = mine.phone AND theirs.first_ref <> mine.first_ref
         JOIN report AS later ON later.ref = theirs.first_ref
        WHERE mine.ref = event.ref
          AND later.reported_at > event.at
          AND later.reported_at < event.at + $3::interval
          AND later.reported_at < $2
          AND later.imported_at IS NULL
        ORDER BY later.reported_at, later.ref
        LIMIT 1) AS again ON true
 WHERE event.kind = 'closed'
   AND report.source <> 'centre' -- a joint task has no citizen who could confirm it
   AND event.entered_at >= $1
   AND event.entered_at < $2
 ORDER BY event.at, event.ref, event.n;

-- calendar_as_of: The number of the calendar that was the newest at an instant, else of the first one.
SELECT coalesce(max(rev) FILTER (WHERE published_at < $1), min(rev))
  FROM calendar;

-- add_finding: Write what was found; found again it writes nothing.
INSERT INTO finding (detector, version, ref, part, at, body, evidence, found_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (detector, ref, part, at) DO NOTHING
RETURNING 1;

-- keep_looks: Write how much was looked at on a day, in place of what was counted before.
INSERT INTO looked (detector, day, looks)
VALUES ($1, $2, $3)
ON CONFLICT (detector, day) DO UPDATE
   SET looks = excluded.looks
 WHERE looked.looks <> excluded.looks;
