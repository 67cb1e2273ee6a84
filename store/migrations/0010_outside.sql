-- Signing in by a provider (OpenID Connect), and invitations that go by letter.

-- Whose account it is that a provider names. Of its subject only a hash is kept: some providers name people by their ID numbers.
CREATE TABLE outside_link (
    issuer  text NOT NULL,
    subject bytea NOT NULL,
    person  text NOT NULL REFERENCES person ON DELETE CASCADE,
    made_by text NOT NULL, -- the person, or somebody of the security office
    made_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (issuer, person)
);
CREATE INDEX outside_link_of ON outside_link (person);

-- Sign-ins that were begun in a browser and are not over: each leads back once. Only the hash of what the browser holds is kept.
CREATE TABLE outside_sign_in (
    hash     bytea PRIMARY KEY,
    link_for text NOT NULL, -- who wants a link; empty: somebody signs in
    person   text NOT NULL, -- whom the provider has named, and whose code is awaited; empty: nobody yet
    begun_at timestamptz NOT NULL
);
CREATE INDEX outside_sign_in_begun ON outside_sign_in (begun_at);

ALTER TABLE session ADD COLUMN vouched boolean NOT NULL DEFAULT false; -- a provider stands for the second factor

ALTER TABLE invitation ADD COLUMN notice uuid REFERENCES notice; -- by which the postroom brings it; NULL: the office hands it over
CREATE INDEX invitation_notice ON invitation (notice) WHERE notice IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON outside_link, outside_sign_in TO chengnuo_api, chengnuo_worker;
