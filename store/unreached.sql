-- unreached: Whom a person must tell, the most urgent first, after one of them; of one department or of all. Citizens are of the hotline's centre, and shown to it only.
SELECT outbox.id::text, outbox.urgency, outbox.ref, outbox.item,
       coalesce(catalogue_item.name_zh, outbox.item) AS item_name, outbox.step, notice.due_on, notice.due_at,
       outbox.recipient, outbox.role, outbox.instead_of, outbox.channel, outbox.state, outbox.reason,
       outbox.created_at, outbox.expires_at, coalesce(person.department, department.id, CASE WHEN caller.id IS NOT NULL THEN 'CENTRE' END, '') AS department,
       coalesce(person.name, department.name_zh, CASE WHEN $6 THEN caller.name END) AS name,
       coalesce(person.phone, department.phone, CASE WHEN $6 THEN caller.phone END) AS phone,
       coalesce(person.mail, department.mail, CASE WHEN $6 THEN caller.mail END) AS mail
  FROM outbox
  LEFT JOIN notice ON notice.id = outbox.notice
  LEFT JOIN person ON person.id = substring(outbox.recipient FROM '^person:(.*)$')
  LEFT JOIN department ON department.id = substring(outbox.recipient FROM '^department:(.*)$')
  LEFT JOIN complainant AS caller ON caller.id = substring(outbox.recipient FROM '^caller:(.*)$')
  LEFT JOIN dossier ON dossier.ref = outbox.ref
  LEFT JOIN catalogue_item ON catalogue_item.version = dossier.catalogue_version AND catalogue_item.id = outbox.item
 WHERE ((outbox.channel = 'list' AND outbox.state = 'queued') OR outbox.state = 'unknown')
   AND ($1::text = '' OR coalesce(person.department, department.id, CASE WHEN caller.id IS NOT NULL THEN 'CENTRE' END) = $1)
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = outbox.ref AND accused = $7) -- whoever works there learns of none
   AND ($4::uuid IS NULL OR (outbox.urgency, outbox.created_at, outbox.id) > ($2::integer, $3::timestamptz, $4))
 ORDER BY outbox.urgency, outbox.created_at, outbox.id
 LIMIT $5;

-- department_to_tell: The department of a message's recipient, of a citizen the hotline's centre, empty where there is none.
SELECT coalesce(person.department, department.id, CASE WHEN outbox.recipient LIKE 'caller:%' THEN 'CENTRE' END, '')
       AS department
  FROM outbox
  LEFT JOIN person ON person.id = substring(outbox.recipient FROM '^person:(.*)$')
  LEFT JOIN department ON department.id = substring(outbox.recipient FROM '^department:(.*)$')
 WHERE outbox.id = $1;

-- lock_message: How a message stands, locked until the transaction ends.
SELECT state, channel, notice
  FROM outbox
 WHERE id = $1
   FOR UPDATE;

-- was_settled: Has a person settled a message in this way before?
SELECT EXISTS (
       SELECT
         FROM fate
        WHERE message = $1
          AND what = $2
          AND why = $3);

-- settle_listed: Write down what a person says became of a message.
UPDATE outbox
   SET state = $2, reason = $3, settled_at = $4
 WHERE id = $1;

-- supersede_told: Take back what else waits or is unknown of what somebody has been told.
UPDATE outbox
   SET state = 'superseded', reason = 'told', settled_at = $2
  FROM outbox AS told
 WHERE told.id = $1
   AND outbox.id <> told.id
   AND outbox.notice = told.notice
   AND outbox.cycle = told.cycle
   AND outbox.recipient = told.recipient
   AND outbox.state IN ('queued', 'unknown')
RETURNING outbox.id, outbox.notice;

-- message_settled: Tell the postroom that a message has come to its end.
SELECT pg_notify('post', '');
