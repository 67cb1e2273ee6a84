-- Accounts: passwords, second factors, devices, sessions, attempts, scoped tokens, invitations, leavers, and the record of all this.

ALTER TABLE person ADD COLUMN left_at timestamptz; -- has left the office: signs in no more, gets nothing more

-- A password, hashed with argon2; whoever has only tokens has none. `must_change`: somebody else has chosen it.
CREATE TABLE account (
    person      text PRIMARY KEY REFERENCES person ON DELETE CASCADE,
    password    text NOT NULL,
    must_change boolean NOT NULL,
    changed_at  timestamptz NOT NULL
);

-- The secret of a person's second factor, from when on it holds, and the step of the newest code that was ever taken.
CREATE TABLE second_factor (
    person       text PRIMARY KEY REFERENCES person ON DELETE CASCADE,
    secret       text,                      -- the one that holds
    wanted       text,                      -- one that its owner has not confirmed yet
    confirmed_at timestamptz,
    last_step    bigint NOT NULL DEFAULT 0
);
CREATE TABLE recovery_code (
    person  text NOT NULL REFERENCES person ON DELETE CASCADE,
    hash    bytea NOT NULL,
    made_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (person, hash)
);

-- Browsers in which somebody has signed in.
CREATE TABLE device (
    hash    bytea NOT NULL,
    person  text NOT NULL REFERENCES person ON DELETE CASCADE,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (hash, person)
);

CREATE TABLE session (
    hash       bytea PRIMARY KEY,
    id         uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(), -- by which its owner ends it; lets nobody in
    person     text NOT NULL REFERENCES person ON DELETE CASCADE,
    started_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    agent      text NOT NULL,
    address    text NOT NULL
);
COMMENT ON TABLE session IS 'personal data';
CREATE INDEX session_of ON session (person) WHERE ended_at IS NULL;

-- Attempts to sign in; accounts, addresses and devices as hashes. One that is not decided counts as wrong.
CREATE TABLE login_attempt (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account bytea NOT NULL,
    address bytea NOT NULL,
    device  bytea,          -- NULL: one that the account does not know
    at      timestamptz NOT NULL,
    state   text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'wrong', 'right'))
);
CREATE INDEX login_attempt_at ON login_attempt (at);
CREATE INDEX login_attempt_account ON login_attempt (account, at);
CREATE INDEX login_attempt_address ON login_attempt (address, at);

-- A token may be made for some acts only; NULL: for all that its owner may do, as the first ones were.
ALTER TABLE token
    ADD COLUMN id       uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(), -- by which it is ended; lets nobody in
    ADD COLUMN scope    text[],
    ADD COLUMN made_by  text,
    ADD COLUMN ended_at timestamptz;
CREATE INDEX token_of ON token (person);

CREATE TABLE invitation (
    hash       bytea PRIMARY KEY,
    person     text NOT NULL REFERENCES person ON DELETE CASCADE,
    made_by    text NOT NULL,
    made_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX invitation_of ON invitation (person) WHERE used_at IS NULL;

-- Who changed what about accounts and rights, and who signed in. Nobody changes a line of it.
CREATE TABLE security_event (
    n       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    kind    text NOT NULL,
    actor   text NOT NULL,           -- who did it
    person  text NOT NULL,           -- whose account it is
    about   text NOT NULL DEFAULT '' -- a role, the id of a session or token; never a secret, a name or an address
);
CREATE INDEX security_event_person ON security_event (person, n);
CREATE TRIGGER security_event_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON security_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Acts of a stand-in for whoever is away: "A for B".
ALTER TABLE event ADD COLUMN instead_of text;
ALTER TABLE absence ADD COLUMN followed_at timestamptz; -- when the stand-in was told what the absent had been told
CREATE INDEX absence_to_follow ON absence (from_at) WHERE stand_in IS NOT NULL AND followed_at IS NULL;
CREATE INDEX absence_stand_in ON absence (stand_in, until_at) WHERE stand_in IS NOT NULL;
CREATE OR REPLACE VIEW valid_event AS
SELECT event.*
  FROM event
 WHERE NOT EXISTS (
       SELECT 1
         FROM run AS later
        WHERE later.ref = event.ref
          AND later.epoch > event.epoch
          AND later.first_n <= event.n);
