-- What was handed in is on record: each version of a document carries the hash of the one before it in its case, and the
-- nightly root stands over these chains too. So no file can be put in another's place afterwards.

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
