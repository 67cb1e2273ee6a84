-- Supervision: what detectors have found, what people judge of it, and how much was looked at. Ids, days and numbers only.

-- Something that a person should look at; found again it writes nothing.
CREATE TABLE finding (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    detector text NOT NULL,
    version  text NOT NULL, -- of the definition by which it was found
    ref      text NOT NULL,
    part     text NOT NULL, -- the item, empty in a request
    at       timestamptz NOT NULL,
    body     text NOT NULL, -- whose work it is about
    evidence jsonb NOT NULL,
    found_at timestamptz NOT NULL,
    UNIQUE (detector, ref, part, at)
);
CREATE INDEX finding_of_body ON finding (body, id);

-- What a person says of a finding; the newest holds, and nothing follows from it by itself. Its words are a note.
CREATE TABLE judgement (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    finding   bigint NOT NULL REFERENCES finding,
    verdict   text NOT NULL CHECK (verdict IN ('heard', 'explained', 'confirmed', 'dismissed')),
    judged_by text NOT NULL,
    judged_at timestamptz NOT NULL,
    note      text NOT NULL UNIQUE REFERENCES note
);
CREATE INDEX judgement_of ON judgement (finding, id DESC);

-- How much a detector has looked at, by the local day on which it was whole; counted again as long as something may be written late.
CREATE TABLE looked (
    detector text NOT NULL,
    day      date NOT NULL,
    looks    integer NOT NULL,
    PRIMARY KEY (detector, day)
);

-- What has changed in a span of time.
CREATE INDEX event_entered ON event (entered_at);

CREATE TRIGGER finding_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON finding
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER judgement_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON judgement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON finding, judgement, looked TO chengnuo_api, chengnuo_worker;
GRANT INSERT ON finding TO chengnuo_worker;
GRANT INSERT ON judgement TO chengnuo_api;
GRANT INSERT, UPDATE ON looked TO chengnuo_worker;
