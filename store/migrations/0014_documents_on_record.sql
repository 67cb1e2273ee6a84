-- What was handed in is on record: each version of a document carries the hash of the one before it in its case, and the
-- nightly root stands over these chains too. So no file can be put in another's place afterwards; and of the words that
-- belong to an event the event holds a digest.

-- One line for each version, that stays whatever becomes of the document; its name is not in it.
CREATE TABLE handing (
    ref      text NOT NULL,
    link     integer NOT NULL, -- its place in the chain of its case, from 1, in the order of handing in
    document text NOT NULL UNIQUE,
    line     text NOT NULL,    -- what was hashed; docs/record.md says it byte by byte
    hash     bytea NOT NULL,   -- SHA-256 of the hash before it and of the line
    PRIMARY KEY (ref, link)
);
CREATE TRIGGER handing_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON handing
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A document in the one form that is hashed: every column that says something, its bytes by their SHA-256; not its name.
CREATE FUNCTION document_line(document, place integer) RETURNS text LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
SELECT (jsonb_strip_nulls(to_jsonb($1) - '{name,content,copy}'::text[])
        || jsonb_strip_nulls(jsonb_build_object(
            'link', $2, 'size', content.size, 'sha256', encode(content.digest, 'hex'),
            'copy_sha256', (SELECT encode(digest, 'hex') FROM content WHERE id = $1.copy))))::text
  FROM content
 WHERE id = $1.content
$$;

-- It acts with the rights of the tables' owner, so nobody else can write what it writes.
CREATE FUNCTION chain_document() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    newest record;
    written text;
BEGIN
    SELECT handing.link, handing.hash INTO newest FROM handing WHERE handing.ref = NEW.ref ORDER BY handing.link DESC LIMIT 1;
    written := document_line(NEW, coalesce(newest.link, 0) + 1);
    INSERT INTO handing (ref, link, document, line, hash)
    VALUES (NEW.ref, coalesce(newest.link, 0) + 1, NEW.id, written, link_hash(newest.hash, written));
    RETURN NULL;
END $$;

-- What was handed in before is chained in the order in which it came.
DO $$
DECLARE
    old document;
    place integer;
    before bytea;
    written text;
BEGIN
    FOR old IN SELECT * FROM document ORDER BY ref, handed_in_at, material, version LOOP
        SELECT handing.link, handing.hash INTO place, before FROM handing WHERE handing.ref = old.ref ORDER BY handing.link DESC LIMIT 1;
        written := document_line(old, coalesce(place, 0) + 1);
        INSERT INTO handing (ref, link, document, line, hash)
        VALUES (old.ref, coalesce(place, 0) + 1, old.id, written, link_hash(before, written));
    END LOOP;
END $$;
CREATE TRIGGER document_is_chained AFTER INSERT ON document FOR EACH ROW EXECUTE FUNCTION chain_document();

ALTER TABLE leaf
    ADD COLUMN documents      integer NOT NULL DEFAULT 0,    -- how many documents were handed in
    ADD COLUMN documents_hash bytea NOT NULL DEFAULT ''; -- of the last of them; empty where there are none

GRANT SELECT ON handing TO chengnuo_api, chengnuo_worker;

-- Words can be erased, so only a salted digest of them may stay; the salt goes with them, and then it tells nothing.
ALTER TABLE note ADD COLUMN salt bytea DEFAULT uuid_send(gen_random_uuid());
ALTER TABLE event ADD COLUMN words bytea; -- SHA-256 of the salt and the body of its note as they were

CREATE FUNCTION words_hash(note) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
SELECT sha256($1.salt || convert_to($1.body::text, 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION chain_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest record;
BEGIN
    SELECT event.link, event.hash INTO newest FROM event WHERE event.ref = NEW.ref ORDER BY event.link DESC LIMIT 1;
    NEW.words := (SELECT words_hash(note) FROM note WHERE note.id = NEW.note);
    NEW.link := coalesce(newest.link, 0) + 1;
    NEW.line := event_line(NEW);
    NEW.hash := link_hash(newest.hash, NEW.line);
    RETURN NEW;
END $$;

-- A citizen's photos go where the citizen goes when requests are merged.
CREATE INDEX document_photos ON document (handed_in_by) WHERE material = 'photo';

ALTER TABLE demand ADD COLUMN defect text NOT NULL DEFAULT ''; -- why what is there should come again; empty: it is missing

-- What was handed in and what was demanded is only ever added to: of a document only the name can be erased, of a file the
-- bytes; what they were known by stays.
CREATE TRIGGER demand_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON demand
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION keep_digest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.digest IS NOT NULL THEN
        RAISE EXCEPTION 'a file keeps its digest';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER content_keeps_its_digest BEFORE UPDATE ON content FOR EACH ROW EXECUTE FUNCTION keep_digest();

REVOKE UPDATE, DELETE ON demand, document, piece FROM chengnuo_api, chengnuo_worker;
GRANT UPDATE (name) ON document TO chengnuo_api, chengnuo_worker;
GRANT DELETE ON piece TO chengnuo_api, chengnuo_worker;
