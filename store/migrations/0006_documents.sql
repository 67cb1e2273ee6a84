-- Documents: handed in once, kept by what is in them, shared by all departments of a project; and what was demanded.

-- The bytes of a file, known by their SHA-256; without one they are still on their way.
CREATE TABLE content (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest  bytea UNIQUE,
    size    bigint NOT NULL,
    made_at timestamptz NOT NULL
);

CREATE TABLE piece (
    content bigint NOT NULL REFERENCES content ON DELETE CASCADE,
    start   bigint NOT NULL,
    bytes   bytea NOT NULL,
    PRIMARY KEY (content, start)
);
COMMENT ON TABLE piece IS 'personal data';
ALTER TABLE piece ALTER COLUMN bytes SET STORAGE EXTERNAL; -- files are packed as they come

-- Each version of a document of a project, or a photo of a request of the hotline.
CREATE TABLE document (
    id           text PRIMARY KEY,
    ref          text NOT NULL,
    material     text NOT NULL,
    version      integer NOT NULL,
    name         text NOT NULL,
    kind         text NOT NULL,
    content      bigint NOT NULL REFERENCES content,
    copy         bigint REFERENCES content, -- of a picture: without what the camera wrote into it
    issued_on    date,
    valid_until  date,                      -- the last day on which it counts; NULL: always
    handed_in_by text NOT NULL,
    handed_in_at timestamptz NOT NULL,
    UNIQUE (ref, material, version)
);
COMMENT ON TABLE document IS 'personal data';
CREATE INDEX document_content ON document (content);
CREATE INDEX document_copy ON document (copy) WHERE copy IS NOT NULL;

-- A file on its way. It goes with its bytes when it is left lying.
CREATE TABLE upload (
    id          text PRIMARY KEY,
    ref         text NOT NULL,
    material    text NOT NULL,
    name        text NOT NULL,
    size        bigint NOT NULL,
    digest      bytea NOT NULL, -- as it was announced
    issued_on   date,
    valid_until date,
    begun_by    text NOT NULL,
    begun_at    timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    content     bigint NOT NULL REFERENCES content ON DELETE CASCADE,
    received    bigint NOT NULL DEFAULT 0,
    document    text REFERENCES document -- what it became
);
COMMENT ON TABLE upload IS 'personal data';
CREATE INDEX upload_of_case ON upload (ref);
CREATE INDEX upload_content ON upload (content);
CREATE INDEX upload_expires ON upload (expires_at);

-- What departments asked the project side for, by the catalogue's names; `refused` says why they may not.
CREATE TABLE demand (
    ref        text NOT NULL REFERENCES dossier,
    command    text NOT NULL, -- the act that asks
    material   text NOT NULL,
    refused    text NOT NULL DEFAULT '',
    item       text NOT NULL,
    department text NOT NULL,
    asked_by   text NOT NULL,
    asked_at   timestamptz NOT NULL,
    PRIMARY KEY (ref, command, material, refused)
);
CREATE INDEX demand_refused ON demand (asked_at DESC, ref, command, material) WHERE refused <> '';
