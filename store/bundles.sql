-- tell_in_utc: Let instants be told in UTC until the transaction ends, wherever the server stands.
SELECT set_config('timezone', 'UTC', true);

-- links_of: The events of a case as they stand now, with what was hashed when each was written, in the order of writing; of words their digest as they stand now, or what it was if they are erased.
SELECT (CASE WHEN event.words <> words_hash(said)
             THEN event_line(event)::jsonb || jsonb_build_object('words', words_hash(said))
             ELSE event_line(event)::jsonb
              END)::json AS fields,
       event.line, event.hash
  FROM event
  LEFT JOIN note AS said ON said.id = event.note
 WHERE event.ref = $1
 ORDER BY event.link;

-- words_of: The words that go with the events of a case and are not erased, as they are hashed with their salt.
SELECT event.link, encode(note.salt, 'hex') AS salt, note.body::text AS text
  FROM event
  JOIN note ON note.id = event.note
 WHERE event.ref = $1
   AND event.words IS NOT NULL
   AND note.salt IS NOT NULL
 ORDER BY event.link;

-- versions_of: Which catalogue, rules and calendars a case was counted with, each with the SHA-256 of its text.
SELECT jsonb_build_object('kind', 'catalogue', 'version', catalogue.version, 'sha256', encode(sha256(convert_to(body, 'UTF8')), 'hex')) AS said
  FROM dossier
  JOIN catalogue ON catalogue.version = dossier.catalogue_version
 WHERE dossier.ref = $1
 UNION ALL
SELECT jsonb_build_object('kind', policy.service, 'version', policy.version, 'sha256', encode(sha256(convert_to(policy.body, 'UTF8')), 'hex'))
  FROM report
  JOIN policy ON policy.service = 'hotline' AND policy.version = policy_version
 WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('kind', policy.service, 'version', policy.version, 'sha256', encode(sha256(convert_to(policy.body, 'UTF8')), 'hex'))
  FROM legal_matter
  JOIN policy ON policy.service = 'legal' AND policy.version = policy_version
 WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('kind', 'calendar', 'version', rev, 'sha256', encode(sha256(convert_to(years::text, 'UTF8')), 'hex'))
  FROM calendar
 WHERE rev IN (SELECT calendar_rev FROM event WHERE ref = $1
               UNION SELECT calendar_rev FROM project WHERE ref = $1
               UNION SELECT calendar_rev FROM legal_case WHERE ref = $1)
 ORDER BY 1;

-- rows_of: How a case and its clocks stand, from every table that holds them, each row with the name of its table. Of a joint task the requests behind it are a number, for few readers may see them all; each of them names its tasks.
SELECT jsonb_build_object('table', 'project', 'row', jsonb_strip_nulls(to_jsonb(project) - '{ref,updated_at}'::text[])) AS said, 1 AS place, '' AS id
  FROM project WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'item', 'row', jsonb_strip_nulls(to_jsonb(item) - 'ref')), 2, id
  FROM item WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'request', 'row', jsonb_strip_nulls(to_jsonb(request) - '{ref,updated_at}'::text[])), 1, ''
  FROM request WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'custody', 'row', jsonb_strip_nulls(to_jsonb(custody) - 'ref')), 2, lpad(n::text, 9, '0')
  FROM custody WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'result', 'row', jsonb_strip_nulls(to_jsonb(request_result) - 'ref')), 3, lpad(cycle::text, 9, '0') || lpad(leg::text, 9, '0')
  FROM request_result WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'paper', 'row', jsonb_strip_nulls(to_jsonb(request_paper) - 'ref')), 4, paper || year || lpad(number::text, 9, '0')
  FROM request_paper WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'off_list_demand', 'row', to_jsonb(off_list_demand) - 'ref'), 5, ''
  FROM off_list_demand WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'joint_task', 'row', to_jsonb(joint_task) - 'ref'), 6, ''
  FROM joint_task WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'joint_task_request', 'row', to_jsonb(joint_task_request) - 'request'), 7, task
  FROM joint_task_request WHERE request = $1
 UNION ALL
SELECT jsonb_build_object('table', 'legal_case', 'row', jsonb_strip_nulls(to_jsonb(legal_case) - '{ref,updated_at}'::text[])), 1, ''
  FROM legal_case WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'inquiry', 'row', jsonb_strip_nulls(to_jsonb(inquiry) - 'ref')), 2, ''
  FROM inquiry WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'aid', 'row', jsonb_strip_nulls(to_jsonb(aid_application) - 'ref')), 2, ''
  FROM aid_application WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'visit', 'row', jsonb_strip_nulls(to_jsonb(home_visit) - 'ref')), 2, ''
  FROM home_visit WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'checkup', 'row', jsonb_strip_nulls(to_jsonb(checkup) - 'ref')), 2, ''
  FROM checkup WHERE ref = $1
 UNION ALL
SELECT jsonb_build_object('table', 'assignment', 'row', jsonb_strip_nulls(to_jsonb(assignment) - 'ref')), 3, lpad(n::text, 9, '0')
  FROM assignment WHERE ref = $1
 ORDER BY 2, 3;

-- messages_of: What a case had to say, to whom by id, and the fate of each message; neither its text nor an address.
SELECT jsonb_strip_nulls(jsonb_build_object(
           'item', outbox.item, 'cycle', outbox.cycle, 'step', outbox.step, 'channel', outbox.channel,
           'recipient', outbox.recipient, 'role', outbox.role, 'instead_of', outbox.instead_of, 'rung', outbox.rung,
           'not_before', outbox.not_before, 'expires_at', outbox.expires_at, 'created_at', outbox.created_at,
           'state', outbox.state, 'reason', outbox.reason, 'attempts', outbox.attempts, 'settled_at', outbox.settled_at,
           'carrier', letter.carrier, 'acknowledged_at', notice.acknowledged_at, 'acknowledged_by', notice.acknowledged_by,
           'fates', coalesce(happened.fates, '[]'))) AS said
  FROM outbox
  LEFT JOIN letter ON letter.id = outbox.letter
  LEFT JOIN notice ON notice.id = outbox.notice
 CROSS JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('at', fate.at, 'what', fate.what, 'why', fate.why, 'by', fate.by) ORDER BY fate.n) AS fates
         FROM fate
        WHERE fate.message = outbox.id) AS happened
 WHERE outbox.ref = $1
 ORDER BY outbox.created_at, outbox.item, outbox.cycle, outbox.step, outbox.recipient, outbox.channel;

-- handings_of: The documents of a case as they stand now, with what was hashed when each was handed in, in that order; of one that was erased only that.
SELECT coalesce(document_line(kept, handing.link), handing.line)::json AS fields, handing.line, handing.hash
  FROM handing
  LEFT JOIN document AS kept ON kept.id = handing.document
 WHERE handing.ref = $1
 ORDER BY handing.link;
