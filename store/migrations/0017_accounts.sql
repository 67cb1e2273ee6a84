-- Accounts after an audit: codes that were guessed count on their own, acts for which two of the security office are needed,
-- and no token without a scope and an end.

ALTER TABLE login_attempt DROP CONSTRAINT login_attempt_state_check,
    ADD CONSTRAINT login_attempt_state_check CHECK (state IN ('pending', 'wrong', 'code', 'right')); -- code: all but the code was right

-- What somebody of the security office has asked for that lets a person in, until another one asks for the same.
CREATE TABLE account_plan (
    what       text NOT NULL,
    person     text NOT NULL,  -- whose account it is, or will be
    digest     bytea NOT NULL, -- of all that was asked for
    made_by    text NOT NULL REFERENCES person ON DELETE CASCADE,
    made_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    half       text NOT NULL,  -- of what will let the person in: by itself it lets in nobody
    PRIMARY KEY (what, person, digest)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON account_plan TO chengnuo_api, chengnuo_worker;

-- Tokens from before had neither scope nor end; whoever holds one makes another, or is invited to.
UPDATE token SET scope = '{}', expires_at = now() WHERE scope IS NULL OR expires_at IS NULL;
ALTER TABLE token ALTER COLUMN scope SET NOT NULL, ALTER COLUMN expires_at SET NOT NULL;
