-- What was written, handed in, demanded or published stays as it was, whoever asks the database; it can only be erased, and
-- that is on record.

-- Words that have changed fit no digest, with or without their salt; of erased ones there is none.
CREATE OR REPLACE FUNCTION words_hash(note) RETURNS bytea LANGUAGE sql STABLE AS $$
SELECT CASE WHEN $1.body <> '{}' THEN sha256(coalesce($1.salt, '') || convert_to($1.body::text, 'UTF8')) END
$$;

-- What people wrote can be erased and nothing else; its salt goes with it, whoever erases.
CREATE FUNCTION only_erase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.body <> '{}' OR (NEW.id, NEW.ref, NEW.author, NEW.written_at) <> (OLD.id, OLD.ref, OLD.author, OLD.written_at) THEN
        RAISE EXCEPTION 'table % is append-only: words can only be erased', TG_TABLE_NAME;
    END IF;
    NEW.salt := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER note_is_only_erased BEFORE UPDATE ON note FOR EACH ROW EXECUTE FUNCTION only_erase();
CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only: a row can only be emptied', TG_TABLE_NAME;
END $$;
CREATE TRIGGER note_stays BEFORE DELETE OR TRUNCATE ON note FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
UPDATE note SET body = '{}' WHERE body = '{}'; -- what is erased already has no salt either

-- Words and documents go only with an erasure of their case, or of what its own citizen asked to have erased.
CREATE FUNCTION is_erased(of_case text, of_citizen text) RETURNS boolean LANGUAGE sql STABLE AS $$
SELECT EXISTS (SELECT FROM erasure WHERE ref = of_case) OR EXISTS (SELECT FROM erasure WHERE asked_by = of_citizen)
$$;

CREATE FUNCTION refuse_unerased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT is_erased(OLD.ref, CASE TG_TABLE_NAME WHEN 'note' THEN to_jsonb(OLD) ->> 'author'
                              ELSE 'caller:' || (to_jsonb(OLD) ->> 'handed_in_by') END) THEN
        RAISE EXCEPTION 'table % is append-only: % was not erased', TG_TABLE_NAME, OLD.ref;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER note_goes_by_erasure AFTER UPDATE ON note DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.body <> '{}') EXECUTE FUNCTION refuse_unerased();
CREATE CONSTRAINT TRIGGER document_goes_by_erasure AFTER DELETE ON document DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse_unerased();

-- To bytes that are known by their digest nothing is added, and they go as a whole.
CREATE FUNCTION refuse_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM content WHERE content.id = NEW.content AND content.digest IS NOT NULL) THEN
        RAISE EXCEPTION 'table % is append-only: the file is whole', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER piece_comes_before_the_digest BEFORE INSERT ON piece FOR EACH ROW EXECUTE FUNCTION refuse_more();

REVOKE ALL ON FUNCTION chain_document FROM PUBLIC; -- it has the owner's rights, and only its trigger calls it
REVOKE UPDATE, DELETE ON dossier, catalogue, catalogue_item, calendar, policy, erasure_plan_case, note, legal_hold
  FROM chengnuo_api, chengnuo_worker;
REVOKE DELETE ON piece, erasure_plan FROM chengnuo_api, chengnuo_worker; -- pieces go with their content
GRANT UPDATE (body, salt) ON note TO chengnuo_api;
GRANT UPDATE (lifted_by, lifted_at) ON legal_hold TO chengnuo_api;
GRANT DELETE ON document TO chengnuo_api;
