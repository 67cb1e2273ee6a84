-- Every message has a known fate: notices climb a ladder, messages are carried by letters, receipts prove what became of them.

ALTER TABLE person ADD COLUMN mail text;
ALTER TABLE person ADD COLUMN language text NOT NULL DEFAULT 'zh'; -- zh, mn or en
ALTER TABLE department ADD COLUMN mail text;

-- Who is away, and who stands in. `stand_in` may be unknown.
CREATE TABLE absence (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    person     text NOT NULL REFERENCES person ON DELETE CASCADE,
    from_at    timestamptz NOT NULL,
    until_at   timestamptz NOT NULL,
    stand_in   text REFERENCES person,
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now(),
    CHECK (from_at < until_at)
);
CREATE INDEX absence_of ON absence (person, until_at);

-- Who is on duty for a department.
CREATE TABLE duty (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    department text NOT NULL REFERENCES department,
    person     text NOT NULL REFERENCES person ON DELETE CASCADE,
    from_at    timestamptz NOT NULL,
    until_at   timestamptz NOT NULL,
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT now(),
    CHECK (from_at < until_at)
);
CREATE INDEX duty_of ON duty (department, until_at);

-- What a case has to say, once per item, cycle and step, written in the transaction of the step.
CREATE TABLE notice (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    ref             text NOT NULL,
    item            text NOT NULL,
    cycle           text NOT NULL,
    step            text NOT NULL,
    not_before      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    due_on          date,
    due_at          timestamptz,
    "left"          integer NOT NULL,
    unit            text NOT NULL,
    silence         text NOT NULL,
    created_at      timestamptz NOT NULL,
    state           text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'acknowledged', 'ended')),
    rung            integer NOT NULL DEFAULT 0, -- how many rungs of its ladder have been climbed
    raised          integer NOT NULL DEFAULT 0, -- how often it was raised again after an acknowledgement
    next_at         timestamptz,                -- when the ladder moves next, or never
    acknowledged_at timestamptz,
    acknowledged_by text,                       -- a recipient
    acknowledged_on text,                       -- page, voice or sms
    ended_at        timestamptz,
    why             text,
    UNIQUE (ref, item, cycle, step)
);
CREATE INDEX notice_next ON notice (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX notice_of_item ON notice (ref, item) WHERE state <> 'ended';

-- One text on its way to one address: at most one POST.
CREATE TABLE letter (
    id          uuid PRIMARY KEY,
    code        text NOT NULL UNIQUE, -- printed in the text, never used again
    channel     text NOT NULL,
    recipient   text NOT NULL,
    address     text NOT NULL,
    language    text NOT NULL,
    template    text NOT NULL,
    parameters  jsonb NOT NULL,
    subject     text NOT NULL,
    text        text NOT NULL,
    lines       text[] NOT NULL,
    segments    integer NOT NULL,
    urgency     integer NOT NULL,
    valid_until timestamptz NOT NULL,
    carrier     text NOT NULL,
    state       text NOT NULL,
    sid         text,
    status      text,                 -- the carrier's own word
    error_code  text,
    claimed_at  timestamptz NOT NULL,
    answered_at timestamptz,
    look_at     timestamptz,          -- when to ask the carrier about it
    looks       integer NOT NULL DEFAULT 0
);
COMMENT ON TABLE letter IS 'personal data';
CREATE INDEX letter_look ON letter (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX letter_recent ON letter (recipient, channel, claimed_at);
CREATE UNIQUE INDEX letter_sid ON letter (sid) WHERE sid IS NOT NULL;

-- A row is a message: a notice on its way to one recipient on one channel; `list` is the one that a person works through.
ALTER TABLE outbox
    ALTER COLUMN text DROP NOT NULL,
    ADD COLUMN notice     uuid REFERENCES notice,
    ADD COLUMN role       text NOT NULL DEFAULT '',  -- as what the recipient was reached: officer, department, duty, head, supervisors
    ADD COLUMN instead_of text,                      -- for whom the recipient stands in
    ADD COLUMN rung       integer NOT NULL DEFAULT 1,
    ADD COLUMN urgency    integer NOT NULL DEFAULT 9,
    ADD COLUMN due_at     timestamptz,               -- when it may be sent: spread, capped, backed off
    ADD COLUMN attempts   integer NOT NULL DEFAULT 0,
    ADD COLUMN letter     uuid REFERENCES letter,
    ADD COLUMN reason     text,
    ADD CONSTRAINT outbox_state CHECK (state IN ('queued', 'claimed', 'unknown', 'accepted', 'sent', 'delivered',
        'undelivered', 'failed', 'expired', 'cancelled', 'superseded'));
CREATE INDEX outbox_due ON outbox (urgency, due_at) WHERE state = 'queued' AND channel <> 'list';
CREATE INDEX outbox_of_recipient ON outbox (recipient, channel) WHERE state = 'queued';
CREATE INDEX outbox_letter ON outbox (letter) WHERE letter IS NOT NULL;
CREATE INDEX outbox_notice ON outbox (notice);
CREATE INDEX outbox_for_people ON outbox (urgency, created_at)
 WHERE (channel = 'list' AND state = 'queued') OR state = 'unknown';

-- What happened to notices, messages and letters, step by step; only ever added to.
CREATE TABLE fate (
    n       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    notice  uuid,
    message uuid,
    what    text NOT NULL, -- a message's state, or what the ladder did
    why     text NOT NULL DEFAULT '',
    by      text NOT NULL DEFAULT 'system'
);
CREATE INDEX fate_of_message ON fate (message) WHERE message IS NOT NULL;
CREATE INDEX fate_of_notice ON fate (notice);
CREATE TRIGGER fate_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON fate
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What carriers reported, kept before anything is done with it.
CREATE TABLE delivery_receipt (
    sid         text NOT NULL,
    status      text NOT NULL,
    letter      uuid,          -- as the signed address names it
    channel     text NOT NULL,
    error_code  text NOT NULL DEFAULT '',
    received_at timestamptz NOT NULL,
    applied_at  timestamptz,
    effect      text,
    PRIMARY KEY (sid, status)
);
CREATE INDEX delivery_receipt_of ON delivery_receipt (letter) WHERE letter IS NOT NULL;
CREATE INDEX delivery_receipt_new ON delivery_receipt (received_at) WHERE applied_at IS NULL;

-- What people sent us, and what we answered.
CREATE TABLE inbound (
    sid         text PRIMARY KEY,
    address     text NOT NULL,
    body        text NOT NULL,
    answer      text NOT NULL DEFAULT '',
    received_at timestamptz NOT NULL
);
COMMENT ON TABLE inbound IS 'personal data';

-- Addresses that must not be used on a channel: bad, or stopped by their owner.
CREATE TABLE barred (
    channel   text NOT NULL,
    address   text NOT NULL,
    why       text NOT NULL, -- stopped, or the carrier's error code
    barred_at timestamptz NOT NULL,
    PRIMARY KEY (channel, address)
);
COMMENT ON TABLE barred IS 'personal data';

-- Faults that are ours, for the operator: wrong account, wrong sender, missing registration.
CREATE TABLE alarm (
    carrier    text NOT NULL,
    error_code text NOT NULL,
    times      integer NOT NULL,
    first_at   timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    PRIMARY KEY (carrier, error_code)
);

-- When the postroom last worked, and what it found when it came back after an outage.
CREATE TABLE postroom (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    seen_at timestamptz NOT NULL
);
CREATE TABLE outage (
    from_at     timestamptz PRIMARY KEY,
    until_at    timestamptz NOT NULL,
    reported_at timestamptz,
    due         integer,         -- messages and notices whose time came in between
    sent        integer,
    letters     integer,
    skipped     integer,
    unknown     integer,
    latest_by   interval
);

-- What version 1 had waiting is told by the ladder now.
INSERT INTO notice (ref, item, cycle, step, not_before, expires_at, due_on, "left", unit, silence, created_at, next_at)
SELECT DISTINCT ON (outbox.ref, outbox.item, outbox.cycle, outbox.step)
       outbox.ref, outbox.item, outbox.cycle, outbox.step, outbox.not_before, outbox.expires_at, item.due_on,
       coalesce(substring(outbox.text FROM '还剩([0-9]+)')::integer, 0), catalogue_item.unit,
       CASE WHEN outbox.text LIKE '%视为同意%' THEN 'deem_approved' WHEN outbox.text LIKE '%督办%' THEN 'escalate'
            ELSE 'nothing' END,
       outbox.created_at, outbox.not_before
  FROM outbox
  JOIN item ON item.ref = outbox.ref AND item.id = outbox.item
  JOIN dossier ON dossier.ref = outbox.ref
  JOIN catalogue_item ON catalogue_item.version = dossier.catalogue_version AND catalogue_item.id = outbox.item
 WHERE outbox.state = 'queued'
   AND outbox.expires_at > now();

UPDATE outbox
   SET state = 'superseded', reason = 'version_1', settled_at = now()
 WHERE state = 'queued';
