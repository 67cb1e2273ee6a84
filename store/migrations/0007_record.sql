-- The record is a chain: each event carries the hash of the one before it in its case, and every night a root stands over all cases.

ALTER TABLE event
    ADD COLUMN link integer, -- its place in the chain of its case, from 1, in the order of writing
    ADD COLUMN line text,    -- what was hashed: the event as it was written
    ADD COLUMN hash bytea;   -- SHA-256 of the hash before it and of the line; docs/record.md says it byte by byte

-- An event in the one form that is hashed: a JSON object of every column that says something, but those that follow from it.
CREATE FUNCTION event_line(event) RETURNS text LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
SELECT jsonb_strip_nulls(to_jsonb($1) - '{line,hash}'::text[])::text
$$;

CREATE FUNCTION link_hash(before bytea, line text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
SELECT sha256(coalesce(before, decode(repeat('00', 32), 'hex')) || convert_to(line, 'UTF8'))
$$;

CREATE FUNCTION chain_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest record;
BEGIN
    SELECT event.link, event.hash INTO newest FROM event WHERE event.ref = NEW.ref ORDER BY event.link DESC LIMIT 1;
    NEW.link := coalesce(newest.link, 0) + 1;
    NEW.line := event_line(NEW);
    NEW.hash := link_hash(newest.hash, NEW.line);
    RETURN NEW;
END $$;

-- What is on record already is chained as it was written: a run writes nothing once a later one has, so runs follow each other.
ALTER TABLE event DISABLE TRIGGER event_is_append_only;
DO $$
DECLARE
    old event;
    newest event;
BEGIN
    FOR old IN SELECT * FROM event ORDER BY ref, epoch, n LOOP
        IF newest.ref IS DISTINCT FROM old.ref THEN
            newest := NULL;
        END IF;
        old.link := coalesce(newest.link, 0) + 1;
        old.line := event_line(old);
        old.hash := link_hash(newest.hash, old.line);
        UPDATE event
           SET link = old.link, line = old.line, hash = old.hash
         WHERE ref = old.ref AND n = old.n AND epoch = old.epoch;
        newest := old;
    END LOOP;
END $$;
ALTER TABLE event ENABLE TRIGGER event_is_append_only;

ALTER TABLE event
    ALTER COLUMN link SET NOT NULL,
    ALTER COLUMN line SET NOT NULL,
    ALTER COLUMN hash SET NOT NULL,
    ADD UNIQUE (ref, link); -- no two events follow the same one
CREATE TRIGGER event_is_chained BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION chain_event();

-- Where the chain of a case ended when it was sealed; a row for each night before which it had grown.
CREATE TABLE leaf (
    ref   text NOT NULL,
    night date NOT NULL,
    links integer NOT NULL, -- how many events it has
    hash  bytea NOT NULL,   -- of the last of them
    PRIMARY KEY (ref, night)
);
CREATE TRIGGER leaf_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON leaf
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One hash over all cases, every night, published.
CREATE TABLE root (
    night     date PRIMARY KEY, -- the local day that was over
    sealed_at timestamptz NOT NULL,
    cases     integer NOT NULL,
    events    bigint NOT NULL,
    torn      integer NOT NULL, -- cases of which something was sealed that is not in the record any more
    before    bytea NOT NULL,   -- the root of the night before
    tree      bytea NOT NULL,   -- over the leaves
    hash      bytea NOT NULL    -- over all of this; the root
);
CREATE TRIGGER root_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON root
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
