-- letter_of_code: The letter in which a code was printed.
SELECT id, recipient, address, language
  FROM letter
 WHERE code = $1;

-- code_of_letter: The code that was printed in a letter.
SELECT code
  FROM letter
 WHERE id = $1;

-- lock_notices_of_letter: Lock the notices that a letter tells, always in the same order.
SELECT id
  FROM notice
 WHERE id IN (SELECT outbox.notice FROM outbox WHERE outbox.letter = $1)
 ORDER BY id
   FOR UPDATE;

-- lines_of_letter: The notices that a letter tells, and how they stand, the most urgent first.
SELECT notice.id AS notice, notice.step, notice.ref, notice.item,
       coalesce(catalogue_item.name_zh, notice.item) AS name,
       CASE WHEN passed_on.to IS NOT NULL AND notice.state = 'open' THEN 'ended' ELSE notice.state END AS state,
       CASE WHEN passed_on.to IS NOT NULL AND notice.state = 'open' THEN 'reassigned' ELSE coalesce(notice.why, '') END AS why,
       notice.acknowledged_at
  FROM outbox
  JOIN notice ON notice.id = outbox.notice
  LEFT JOIN LATERAL (
       SELECT item.officer AS to
         FROM item
        WHERE item.ref = notice.ref
          AND item.id = notice.item
          AND outbox.role = 'officer'
          AND coalesce(outbox.instead_of, outbox.recipient) <> 'person:' || item.officer
        UNION ALL
       SELECT request.owner
         FROM request
        WHERE request.ref = notice.ref
          AND outbox.role = 'officer'
          AND notice.body = '' -- else it is for those whom it names
          AND notice.owner = ''
          AND request.owner <> ''
          AND coalesce(outbox.instead_of, outbox.recipient) <> 'person:' || request.owner) AS passed_on ON true
  LEFT JOIN dossier ON dossier.ref = notice.ref
  LEFT JOIN catalogue_item
         ON catalogue_item.version = dossier.catalogue_version
        AND catalogue_item.id = notice.item
 WHERE outbox.letter = $1
 ORDER BY outbox.urgency, notice.ref, notice.item, notice.step, notice.cycle;

-- take_notices: Note that notices were acknowledged, by whom and how, and let their ladders decide at once what comes next.
UPDATE notice
   SET state = 'acknowledged', acknowledged_at = $2, acknowledged_by = $3, acknowledged_on = $4, next_at = $2
 WHERE id = ANY ($1::uuid[]);

-- cancel_taken: Take back the waiting messages of notices that were acknowledged.
UPDATE outbox
   SET state = 'cancelled', reason = 'acknowledged', settled_at = $2
 WHERE id IN (
       SELECT waiting.id
         FROM outbox AS waiting
        WHERE waiting.notice = ANY ($1::uuid[])
          AND waiting.state = 'queued'
        ORDER BY waiting.id
          FOR UPDATE)
RETURNING id, notice;

-- tell_taken: Add to the record what an acknowledgement did to notices and messages, and wake the postroom.
WITH told AS (
    INSERT INTO fate (at, by, notice, message, what, why)
    SELECT $1, $2, step.notice, step.message, step.what, step.why
      FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[]) AS step (notice, message, what, why))
SELECT pg_notify('post', '');
