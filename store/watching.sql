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
       note.id IS NOT NULL AND (note.salt IS NULL OR note.body - '{topic,passed,print}'::text[] <> '{}') AS has_words, -- ids and prints are no words; erased ones were
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

-- handed_of: When which documents of some projects were handed in, as of an instant.
SELECT document.ref, document.material, dossier.catalogue_version, document.handed_in_at
  FROM document
  JOIN dossier ON dossier.ref = document.ref
 WHERE document.ref = ANY ($1)
   AND document.handed_in_at < $2
 ORDER BY document.ref, document.handed_in_at;

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

-- lapses_made: Approvals by silence entered in a span, with the applicant and the officer who had the item: to whom it was assigned, else who first did something about it; nobody where only time has.
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
          AND (earlier.kind = 'assigned'
               OR earlier.kind IN ('correcting', 'accepted', 'paused', 'resumed', 'approved', 'refused') AND earlier.role IN ('officer', 'head'))
        ORDER BY CASE WHEN earlier.kind = 'assigned' THEN -earlier.n ELSE earlier.n END
        LIMIT 1) AS had ON true
 WHERE event.kind = 'approved_by_silence'
   AND event.entered_at >= $1
   AND event.entered_at < $2
 ORDER BY event.at, event.ref, event.n;

-- closings_made: Closings of requests entered in a span, how long the answer is (null: erased), how many closings of the same person in the time before bear exactly the same one, when a citizen first confirmed each, and the next request of the same caller about the same topic within that time, as of the end of the span.
WITH said AS (
    SELECT event.ref, event.n, event.kind, event.at, event.entered_at, event.actor, event.role, event.body, report.topic,
           CASE WHEN note.id IS NULL OR note.salt IS NOT NULL THEN coalesce(btrim(note.body ->> 'text'), '') END AS answer
      FROM valid_event AS event
      JOIN report ON report.ref = event.ref
      LEFT JOIN note ON note.id = event.note
     WHERE event.kind = 'closed'
       AND report.source <> 'centre' -- a joint task has no citizen who could confirm it
       AND event.entered_at >= $1::timestamptz - $3::interval
       AND event.entered_at < $2),
closing AS (
    SELECT *, count(*) OVER (
                  PARTITION BY actor, md5(answer)
                      ORDER BY at RANGE BETWEEN $3::interval PRECEDING AND CURRENT ROW) AS same
      FROM said)
SELECT closing.ref, closing.n, closing.kind, '' AS part, closing.at, closing.entered_at, closing.actor, closing.role,
       coalesce(closing.body, '') AS body, char_length(closing.answer) AS answer, closing.same,
       confirmed.at AS confirmed_at, coalesce(again.ref, '') AS again, again.reported_at AS again_at
  FROM closing
  LEFT JOIN LATERAL (
       SELECT min(answer.at) AS at
         FROM valid_event AS answer
        WHERE answer.ref = closing.ref
          AND answer.kind = 'answered'
          AND answer.n > closing.n
          AND answer.what LIKE 'solved:%'
          AND answer.entered_at < $2) AS confirmed ON true
  LEFT JOIN LATERAL (
       SELECT later.ref, later.reported_at
         FROM complainant AS mine
         JOIN complainant AS theirs ON theirs.phone = mine.phone AND theirs.first_ref <> mine.first_ref
         JOIN report AS later ON later.ref = theirs.first_ref
        WHERE mine.ref = closing.ref
          AND later.topic = closing.topic
          AND later.topic <> ''
          AND later.reported_at > closing.at
          AND later.reported_at < closing.at + $3::interval
          AND later.reported_at < $2
          AND later.imported_at IS NULL
          AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = later.ref) -- it would tell who has made it
        ORDER BY later.reported_at, later.ref
        LIMIT 1) AS again ON true
 WHERE closing.entered_at >= $1
 ORDER BY closing.at, closing.ref, closing.n;

-- ended_by_month: How many things of each subject the bodies ended in a period, by month of a zone, with the kind of the body.
SELECT fact.body, coalesce(department.kind, '') AS body_kind, fact.subject,
       date_trunc('month', fact.closed_at AT TIME ZONE $3)::date AS month, count(*) AS number
  FROM fact
  LEFT JOIN department ON department.id = fact.body
 WHERE fact.closed_at >= $1
   AND fact.closed_at < $2
   AND fact.body <> ''
 GROUP BY 1, 2, 3, 4;

-- taken_out: What two people took out of the figures in a period: of whose, and who asked for it.
SELECT exclusion.ref, CASE WHEN fact.subject = 'item' THEN fact.matter ELSE '' END AS part,
       exclusion_decision.decided_at AS at, exclusion.asked_by AS actor, fact.body, exclusion.reason AS what,
       fact.subject, coalesce(department.kind, '') AS body_kind
  FROM exclusion_decision
  JOIN exclusion ON exclusion.id = exclusion_decision.exclusion
  JOIN fact ON fact.subject = exclusion.subject AND fact.ref = exclusion.ref AND fact.part = exclusion.part
  LEFT JOIN department ON department.id = fact.body
 WHERE exclusion_decision.granted
   AND fact.body <> ''
   AND exclusion_decision.decided_at >= $1
   AND exclusion_decision.decided_at < $2
 ORDER BY exclusion_decision.decided_at, exclusion.ref, exclusion.part;

-- calendar_as_of: The number of the calendar that was the newest at an instant, else of the first one.
SELECT coalesce(max(rev) FILTER (WHERE published_at < $1), min(rev))
  FROM calendar;

-- catalogue_texts: The text of every version of the catalogue.
SELECT version, body
  FROM catalogue;

-- add_finding: Write what was found; found again it writes nothing.
INSERT INTO finding (detector, version, ref, part, at, body, evidence, found_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (detector, ref, part, at) DO NOTHING
RETURNING 1;

-- keep_looks: Write how much was looked at on a day and how much could not be, in place of what was counted before.
INSERT INTO looked (detector, day, looks, blind)
VALUES ($1, $2, $3, $4)
ON CONFLICT (detector, day) DO UPDATE
   SET looks = excluded.looks,
       blind = excluded.blind
 WHERE (looked.looks, looked.blind) <> (excluded.looks, excluded.blind);
