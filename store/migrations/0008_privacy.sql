-- Who has read whose personal data and why; how long it is kept, who forbids to erase it, and what was erased.

COMMENT ON TABLE legal_activity IS 'personal data';
COMMENT ON TABLE programme_session IS 'personal data';
COMMENT ON TABLE session IS 'personal data';
COMMENT ON TABLE document IS 'personal data';
COMMENT ON TABLE upload IS 'personal data';
COMMENT ON TABLE piece IS 'personal data';

-- Ids and codes only: what was read does not stand here.
CREATE TABLE access_log (
    n      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT now(),
    reader text NOT NULL,            -- a person, `caller:` with the id of a citizen, or the system
    role   text NOT NULL,
    why    text NOT NULL,            -- the act by which the law lets them
    what   text NOT NULL,            -- contact, words or account
    ref    text NOT NULL DEFAULT '', -- the case
    whose  text NOT NULL DEFAULT ''  -- the person; empty: of all who have to do with the case
);
CREATE INDEX access_log_of_case ON access_log (ref, n);
CREATE INDEX access_log_of_person ON access_log (whose, n) WHERE whose <> '';
CREATE INDEX access_log_of_reader ON access_log (reader, n);
CREATE TRIGGER access_log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- While it stands, nothing of the case is erased.
CREATE TABLE legal_hold (
    id        uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    ref       text NOT NULL,
    reason    text NOT NULL CHECK (reason IN ('lawsuit', 'administrative_review', 'inspection', 'audit', 'complaint')),
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL,
    lifted_by text,
    lifted_at timestamptz
);
CREATE UNIQUE INDEX legal_hold_once ON legal_hold (ref, reason) WHERE lifted_at IS NULL;

-- What somebody proposes to erase; done only when a second person confirms exactly this.
CREATE TABLE erasure_plan (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    version      text NOT NULL,      -- of the list of periods
    made_by      text NOT NULL,
    made_at      timestamptz NOT NULL,
    confirmed_by text,
    confirmed_at timestamptz,
    CHECK (confirmed_by <> made_by)
);
CREATE TABLE erasure_plan_case (
    plan     uuid NOT NULL REFERENCES erasure_plan,
    ref      text NOT NULL,
    kept     text NOT NULL,          -- the period that is over
    ended_at timestamptz NOT NULL,
    PRIMARY KEY (plan, ref)
);

-- Cases whose personal data was erased; their events and rows stay.
CREATE TABLE erasure (
    ref       text PRIMARY KEY,
    kept      text NOT NULL,
    asked_by  text NOT NULL,         -- who confirmed the plan, or `caller:` with the id of a citizen
    erased_at timestamptz NOT NULL
);
CREATE TRIGGER erasure_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON erasure
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
