-- Joint supervision: credit marks, risk warnings and complaints about a project or its company. Their words are notes.

CREATE TABLE joint_entry (
    id          text PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('credit', 'warning', 'complaint')),
    ref         text NOT NULL REFERENCES dossier,
    company     text NOT NULL, -- the account of the applicant, where it is about the company in all its projects
    level       text NOT NULL,
    subject     text NOT NULL,
    document    text NOT NULL, -- the number of the paper that a credit mark goes back to
    request     text REFERENCES report, -- of a complaint
    valid_from  date,
    valid_until date,
    department  text NOT NULL, -- for which it was entered; empty: by a supervisor
    entered_by  text NOT NULL,
    entered_at  timestamptz NOT NULL
);
CREATE INDEX joint_entry_of_project ON joint_entry (ref);
CREATE INDEX joint_entry_of_company ON joint_entry (company) WHERE company <> '';
CREATE INDEX dossier_of_applicant ON dossier (applicant);

-- What became of an entry, once each: it was withdrawn, or the company objected.
CREATE TABLE joint_step (
    entry text NOT NULL REFERENCES joint_entry,
    kind  text NOT NULL CHECK (kind IN ('withdrawn', 'objected')),
    by    text NOT NULL,
    at    timestamptz NOT NULL,
    PRIMARY KEY (entry, kind)
);

CREATE TRIGGER joint_entry_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON joint_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER joint_step_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON joint_step
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON joint_entry, joint_step TO chengnuo_api, chengnuo_worker;
GRANT INSERT ON joint_entry, joint_step TO chengnuo_api;
