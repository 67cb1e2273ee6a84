-- note_erasures: Write down that the personal data of these cases is gone, by whose word.
INSERT INTO erasure (ref, kept, asked_by, erased_at)
SELECT gone.ref, gone.kept, $3, $4
  FROM unnest($1::text[], $2::text[]) AS gone (ref, kept);

-- erase_letters: Empty the addresses and words of letters to those who handed these cases in, and of those that speak of nothing else.
UPDATE letter
   SET address = '', subject = '', text = '', lines = '{}', parameters = '{}'
 WHERE recipient IN (
       SELECT 'caller:' || id FROM complainant WHERE ref = ANY ($1::text[])
        UNION ALL
       SELECT 'caller:' || id FROM asker WHERE ref = ANY ($1::text[]))
    OR (EXISTS (SELECT FROM outbox WHERE outbox.letter = letter.id AND outbox.ref = ANY ($1::text[]))
        AND NOT EXISTS (SELECT FROM outbox WHERE outbox.letter = letter.id AND outbox.ref <> ALL ($1::text[])));

-- erase_notes: Empty what people wrote in these cases; that they wrote stays.
UPDATE note
   SET body = '{}', salt = NULL
 WHERE ref = ANY ($1::text[]);

-- erase_reports: Empty what was handed in, and where it lay.
UPDATE report
   SET text = '', address = '', lat = NULL, lon = NULL
 WHERE ref = ANY ($1::text[]);

-- erase_complainants: Empty who handed it in.
UPDATE complainant
   SET name = '', phone = NULL, mail = NULL, code = ''
 WHERE ref = ANY ($1::text[]);

-- erase_matters: Empty what the legal circle was asked, and who is on the other side.
UPDATE legal_matter
   SET text = '', address = '', lat = NULL, lon = NULL, other_side = ''
 WHERE ref = ANY ($1::text[]);

-- erase_askers: Empty who asked.
UPDATE asker
   SET name = '', phone = NULL, mail = NULL, code = ''
 WHERE ref = ANY ($1::text[]);

-- erase_pledges: Empty what an applicant pledged; that they did stays.
UPDATE pledge
   SET means = '', witness = CASE WHEN spoken THEN '*' ELSE '' END
 WHERE ref = ANY ($1::text[]);

-- erase_evidence: Empty the words of activities that belong to these cases.
UPDATE legal_activity
   SET evidence = id, why = NULL
 WHERE ref = ANY ($1::text[]);

-- lock_contents: Let nobody else keep the bytes of these cases' files until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('content ' || encode(kept.digest, 'hex'), 0))
  FROM (SELECT content.digest
          FROM content
          JOIN document ON content.id IN (document.content, document.copy)
         WHERE document.ref = ANY ($1::text[])
           AND content.digest IS NOT NULL
         ORDER BY content.digest) AS kept;

-- contents_of: Where the bytes of these cases' files are kept, finished or on their way.
SELECT content FROM document WHERE ref = ANY ($1::text[])
 UNION
SELECT copy FROM document WHERE ref = ANY ($1::text[]) AND copy IS NOT NULL
 UNION
SELECT content FROM upload WHERE ref = ANY ($1::text[]);

-- drop_uploads_of: Drop the uploads of these cases.
DELETE FROM upload
 WHERE ref = ANY ($1::text[]);

-- drop_documents_of: Drop the documents of these cases, all versions.
DELETE FROM document
 WHERE ref = ANY ($1::text[]);

-- drop_contents: Drop these bytes where no other document and no upload has them.
DELETE FROM content
 WHERE id = ANY ($1::bigint[])
   AND NOT EXISTS (SELECT FROM document WHERE content.id IN (document.content, document.copy))
   AND NOT EXISTS (SELECT FROM upload WHERE upload.content = content.id);

-- empty_letters: Empty the addresses and words of letters that are older than their period.
UPDATE letter
   SET address = '', subject = '', text = '', lines = '{}', parameters = '{}'
 WHERE id IN (SELECT key::uuid FROM kept_by_date WHERE table_name = 'letter' AND since < $1);

-- empty_outbox: Empty the words of messages of the first version, which had no letters.
UPDATE outbox
   SET text = NULL
 WHERE id IN (SELECT key::uuid FROM kept_by_date WHERE table_name = 'outbox' AND since < $1);

-- empty_inbound: Empty what was sent to us, and from where.
UPDATE inbound
   SET address = '', body = '', answer = ''
 WHERE sid IN (SELECT key FROM kept_by_date WHERE table_name = 'inbound' AND since < $1);

-- drop_bars: Drop barred addresses of which nobody is known any more.
DELETE FROM barred
 WHERE encode(sha256(convert_to(channel || ' ' || address, 'UTF8')), 'hex')
    IN (SELECT key FROM kept_by_date WHERE table_name = 'barred' AND since < $1);

-- empty_subscribers: Empty who has ended a subscription.
UPDATE subscriber
   SET phone = NULL, mail = NULL, code = ''
 WHERE id IN (SELECT key FROM kept_by_date WHERE table_name = 'subscriber' AND since < $1);

-- empty_people: Empty the names, numbers and addresses of those who have left; their ids stay in what they did.
UPDATE person
   SET name = '', phone = NULL, mail = NULL
 WHERE id IN (SELECT key FROM kept_by_date WHERE table_name = 'person' AND since < $1);

-- empty_tokens: Empty what people have called their tokens that have ended.
UPDATE token
   SET label = ''
 WHERE id IN (SELECT key::uuid FROM kept_by_date WHERE table_name = 'token' AND since < $1);

-- empty_activities: Empty the words of activities that belong to no case.
UPDATE legal_activity
   SET evidence = id, why = NULL
 WHERE id IN (SELECT key FROM kept_by_date WHERE table_name = 'legal_activity' AND since < $1);

-- empty_sessions: Empty what hosts said of sessions.
UPDATE programme_session
   SET remarks = ''
 WHERE programme || ' ' || extract(epoch FROM starts_at)::bigint
    IN (SELECT key FROM kept_by_date WHERE table_name = 'programme_session' AND since < $1);

-- drop_readings: Drop the lines of the log of readings that are older than their period; the database refuses younger ones.
DELETE FROM access_log
 WHERE n IN (SELECT key::bigint FROM kept_by_date WHERE table_name = 'access_log' AND since < $1);
