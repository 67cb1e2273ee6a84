-- All that is kept for a time only: what belongs to no case, since when its period runs, and plans that name every table.

COMMENT ON TABLE token IS 'personal data'; -- what its owner has called it

-- What is personal, or a word, and belongs to no case: in which table, by which period, under which key, since when, and not
-- held. What belongs to a case is kept as long as the case. Keys are ids of our making; of a barred address there is a hash.
CREATE VIEW kept_by_date AS
WITH held AS (
    SELECT ref FROM legal_hold WHERE lifted_at IS NULL),
held_people AS (
    SELECT 'caller:' || id AS recipient, phone, mail FROM complainant WHERE ref IN (TABLE held) OR first_ref IN (TABLE held)
     UNION ALL
    SELECT 'caller:' || id, phone, mail FROM asker WHERE ref IN (TABLE held)),
addresses AS ( -- of everybody who is still known here; numbers by their last digits, for they are written in several ways
    SELECT phone, mail FROM person
     UNION ALL
    SELECT phone, mail FROM department
     UNION ALL
    SELECT phone, mail FROM complainant
     UNION ALL
    SELECT phone, mail FROM asker
     UNION ALL
    SELECT phone, mail FROM subscriber)
SELECT 'letter' AS table_name, 'letter' AS kept, id::text AS key, claimed_at AS since
  FROM letter
 WHERE (address <> '' OR text <> '')
   AND look_at IS NULL
   AND recipient NOT IN (SELECT recipient FROM held_people)
   AND NOT EXISTS (SELECT FROM outbox WHERE outbox.letter = letter.id AND outbox.ref IN (TABLE held))
 UNION ALL
SELECT 'outbox', 'letter', id::text, created_at
  FROM outbox
 WHERE text IS NOT NULL
   AND state NOT IN ('queued', 'claimed', 'unknown')
   AND ref NOT IN (TABLE held)
 UNION ALL
SELECT 'inbound', 'letter', sid, received_at
  FROM inbound
 WHERE (address <> '' OR body <> '' OR answer <> '')
   AND NOT EXISTS (SELECT FROM held_people WHERE inbound.address IN (held_people.phone, held_people.mail))
 UNION ALL -- while somebody is known with this address, it keeps us from writing there
SELECT 'barred', 'letter', encode(sha256(convert_to(channel || ' ' || address, 'UTF8')), 'hex'), barred_at
  FROM barred
 WHERE NOT EXISTS (
       SELECT
         FROM addresses
        WHERE lower(addresses.mail) = lower(barred.address)
           OR right(regexp_replace(addresses.phone, '\D', '', 'g'), 11)
            = right(nullif(regexp_replace(barred.address, '\D', '', 'g'), ''), 11))
 UNION ALL
SELECT 'subscriber', 'subscription', id, ended_at
  FROM subscriber
 WHERE code <> ''
   AND 'P-' || programme NOT IN (TABLE held)
 UNION ALL
SELECT 'person', 'account', id, left_at
  FROM person
 WHERE (name <> '' OR phone IS NOT NULL OR mail IS NOT NULL)
   AND NOT EXISTS (SELECT FROM event WHERE event.actor = person.id AND event.ref IN (TABLE held))
 UNION ALL
SELECT 'token', 'account', id::text, coalesce(ended_at, expires_at)
  FROM token
 WHERE label <> ''
 UNION ALL
SELECT 'legal_activity', 'legal', id, entered_at
  FROM legal_activity
 WHERE ref IS NULL
   AND (evidence <> id OR why IS NOT NULL)
 UNION ALL
SELECT 'programme_session', 'legal', programme || ' ' || extract(epoch FROM starts_at)::bigint, starts_at
  FROM programme_session
 WHERE remarks <> ''
   AND 'P-' || programme NOT IN (TABLE held)
 UNION ALL
SELECT 'access_log', 'reading', n::text, at
  FROM access_log
 WHERE ref NOT IN (TABLE held);
GRANT SELECT ON kept_by_date TO chengnuo_api, chengnuo_worker;

-- What the public may see, column by column; tests/api/privacy/test_public_views.py shows that it is answered from nothing else.
CREATE VIEW public_pool AS -- everybody of the legal pool, by what they are and speak
SELECT ARRAY(SELECT role FROM legal_role WHERE legal_role.person = legal_person.person ORDER BY role) AS roles,
       person.languages
  FROM legal_person
  JOIN person ON person.id = legal_person.person;

CREATE VIEW public_adviser AS -- by what they are and where they are found
SELECT village_adviser.village, village_adviser.from_on, village_adviser.until_on,
       ARRAY(SELECT role FROM legal_role WHERE legal_role.person = village_adviser.person ORDER BY role) AS roles,
       person.languages, legal_person.place
  FROM village_adviser
  JOIN legal_person ON legal_person.person = village_adviser.person
  JOIN person ON person.id = village_adviser.person;

CREATE VIEW public_session AS
SELECT programme, starts_at, state, audience, language, link, recorded_at FROM programme_session;

CREATE VIEW public_wakening AS -- when cases act next by themselves, of whichever service
SELECT wakes_at FROM project WHERE wakes_at IS NOT NULL
 UNION ALL
SELECT wakes_at FROM request WHERE wakes_at IS NOT NULL
 UNION ALL
SELECT wakes_at FROM legal_case WHERE wakes_at IS NOT NULL;

CREATE VIEW public_post AS -- what the postroom has to do, and when; of nothing to whom
SELECT 'message' AS kind, due_at AS at FROM outbox WHERE state = 'queued' AND channel <> 'list'
 UNION ALL
SELECT 'unreached', due_at FROM outbox WHERE state = 'queued' AND channel = 'list'
 UNION ALL
SELECT 'unknown', due_at FROM outbox WHERE state = 'unknown'
 UNION ALL
SELECT 'notice', next_at FROM notice WHERE next_at IS NOT NULL
 UNION ALL
SELECT 'alarm', last_at FROM alarm
 UNION ALL
SELECT 'seen', seen_at FROM postroom;
GRANT SELECT ON public_pool, public_adviser, public_session, public_wakening, public_post TO chengnuo_api, chengnuo_worker;

-- What a plan would empty, by table and reason: rows of its cases, or rows older than `before`; the digest says which.
CREATE TABLE erasure_plan_line (
    plan       uuid NOT NULL REFERENCES erasure_plan,
    table_name text NOT NULL,
    kept       text NOT NULL,   -- the period that is over
    of_cases   boolean NOT NULL,
    before     timestamptz NOT NULL,
    rows       bigint NOT NULL,
    digest     bytea NOT NULL,  -- SHA-256 of the keys
    PRIMARY KEY (plan, table_name, kept, of_cases)
);
GRANT SELECT, INSERT ON erasure_plan_line TO chengnuo_api, chengnuo_worker;

-- A plan that the night has made counts for nobody: two people confirm it, one after the other.
ALTER TABLE erasure_plan
    ADD COLUMN approved_by text,
    ADD COLUMN approved_at timestamptz,
    ADD COLUMN dropped_at  timestamptz, -- a newer plan of the night has taken its place
    ADD CHECK (confirmed_by <> approved_by),
    ADD CHECK (made_by <> 'system' OR confirmed_by IS NULL OR approved_by IS NOT NULL),
    ADD CHECK (dropped_at IS NULL OR confirmed_by IS NULL);

-- The log of readings ends too: nobody changes a line, and nobody deletes one that is younger than the law wants it.
DROP TRIGGER access_log_is_append_only ON access_log;
CREATE TRIGGER access_log_is_append_only BEFORE UPDATE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION refuse_young() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.at > now() - interval '3 years' THEN
        RAISE EXCEPTION 'table % is append-only: a line is kept for three years', TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER access_log_keeps_its_lines BEFORE DELETE ON access_log FOR EACH ROW EXECUTE FUNCTION refuse_young();
GRANT DELETE ON access_log TO chengnuo_api;
