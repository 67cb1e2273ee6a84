-- The hotline and the grid: the whole organisation, requests with their bodies, clocks, papers and answers.

-- A body of the organisation: banner centre, departments, towns, villages and communities, enterprises.
ALTER TABLE department
    ADD COLUMN kind        text NOT NULL DEFAULT 'department'
        CHECK (kind IN ('centre', 'department', 'town', 'village', 'enterprise')),
    ADD COLUMN parent      text REFERENCES department, -- of a village its town
    ADD COLUMN name_mn     text,
    ADD COLUMN valid_from  date,                       -- NULL: always
    ADD COLUMN valid_until date,                       -- the first day on which it is no more
    ADD COLUMN lat         double precision,
    ADD COLUMN lon         double precision;
CREATE INDEX department_parent ON department (parent);

ALTER TABLE person ADD COLUMN languages text[] NOT NULL DEFAULT '{zh}'; -- that the person speaks: zh, mn, en

-- The rules of a service, by version; cases keep the version that they began with.
CREATE TABLE policy (
    service   text NOT NULL, -- hotline, legal
    version   text NOT NULL,
    loaded_at timestamptz NOT NULL,
    loaded_by text NOT NULL,
    body      text NOT NULL,
    PRIMARY KEY (service, version)
);

-- Requests of one day are numbered on from one sequence.
CREATE SEQUENCE request_number;

-- What a citizen handed in, once; corrections and comments are notes.
CREATE TABLE report (
    ref            text PRIMARY KEY,
    print          text NOT NULL,             -- tells a repetition from another report under the same key
    key            text UNIQUE,               -- of whom and under which key it was handed in
    source         text NOT NULL,
    external_no    text,                      -- the city's number
    topic          text NOT NULL DEFAULT '',
    text           text NOT NULL,
    district       text NOT NULL REFERENCES department, -- village or town
    address        text NOT NULL DEFAULT '',
    lat            double precision,
    lon            double precision,
    language       text NOT NULL DEFAULT 'zh',
    outer_due      timestamptz,
    policy_version text NOT NULL,
    taken_by       text,                      -- the person at the seat or in the grid
    reported_at    timestamptz NOT NULL,
    imported_at    timestamptz                -- an old request that was taken over: no clock, no message
);
COMMENT ON TABLE report IS 'personal data';
CREATE UNIQUE INDEX report_external ON report (source, external_no) WHERE external_no IS NOT NULL;
CREATE INDEX report_of_place ON report (district, topic, reported_at);

-- Who handed it in, and how they can be reached. `ref` follows a merger, `first_ref` does not.
CREATE TABLE complainant (
    id        text PRIMARY KEY,
    ref       text NOT NULL REFERENCES report,
    first_ref text NOT NULL REFERENCES report,
    name      text NOT NULL DEFAULT '',
    phone     text,
    mail      text,
    language  text NOT NULL DEFAULT 'zh',
    code      text NOT NULL,                  -- the query code
    made_at   timestamptz NOT NULL,
    withdrawn boolean NOT NULL DEFAULT false  -- the others' request goes on without them
);
COMMENT ON TABLE complainant IS 'personal data';
CREATE INDEX complainant_of ON complainant (ref);
CREATE INDEX complainant_phone ON complainant (phone) WHERE phone IS NOT NULL;

CREATE TABLE request (
    ref              text PRIMARY KEY REFERENCES report,
    state            text NOT NULL,
    kind             text NOT NULL DEFAULT '',
    level            text NOT NULL DEFAULT '',
    body             text NOT NULL DEFAULT '',  -- who holds it; while it waits, the centre does
    owner            text NOT NULL DEFAULT '',
    assists          text[] NOT NULL DEFAULT '{}',
    guide            text NOT NULL DEFAULT '',
    cycle            integer NOT NULL DEFAULT 1,
    leg              integer NOT NULL DEFAULT 0,
    accept_at        timestamptz,
    accepted_at      timestamptz,
    started_at       timestamptz,
    goal_at          timestamptz,
    share_at         timestamptz,
    held_since       timestamptz,
    signed_at        timestamptz,
    returns          integer NOT NULL DEFAULT 0,
    designated       boolean NOT NULL DEFAULT false,
    pause_reason     text NOT NULL DEFAULT '',
    paused_at        timestamptz,
    planned_end      timestamptz,
    extended_hours   integer NOT NULL DEFAULT 0,
    asked_hours      integer NOT NULL DEFAULT 0,
    parked_by        text NOT NULL DEFAULT '',
    review_at        timestamptz,
    withdrawal_asked boolean NOT NULL DEFAULT false,
    closed_at        timestamptz,
    outcome          text NOT NULL DEFAULT '',
    road             text NOT NULL DEFAULT '',
    merged_into      text NOT NULL DEFAULT '',
    calls            integer NOT NULL DEFAULT 0,
    ended_at         timestamptz,
    complainants     integer NOT NULL DEFAULT 0,
    wakes_at         timestamptz,
    n                integer NOT NULL DEFAULT 0,
    epoch            integer NOT NULL DEFAULT 0,
    seq              integer NOT NULL DEFAULT 0,
    updated_at       timestamptz NOT NULL
);
CREATE INDEX request_queue ON request (accept_at, ref) WHERE state IN ('reported', 'returned');
CREATE INDEX request_of_body ON request (body, share_at, ref) WHERE state IN ('handling', 'paused');
CREATE INDEX request_wakes ON request (wakes_at);
CREATE INDEX request_asked ON request (closed_at, ref) WHERE state = 'closed';

-- Who held a request, one row each; the share of time of each is measured from them.
CREATE TABLE custody (
    ref        text NOT NULL REFERENCES request,
    n          integer NOT NULL,
    level      text NOT NULL,
    body       text NOT NULL,
    owner      text NOT NULL,
    since      timestamptz NOT NULL,
    until      timestamptz,
    ended      text NOT NULL DEFAULT '',
    signed_at  timestamptz,
    designated boolean NOT NULL DEFAULT false,
    PRIMARY KEY (ref, n)
);
CREATE INDEX custody_of_body ON custody (body, since);

-- Legs that are over, frozen.
CREATE TABLE request_result (
    ref             text NOT NULL REFERENCES request,
    cycle           integer NOT NULL,
    leg             integer NOT NULL,
    kind            text NOT NULL,
    started_at      timestamptz NOT NULL,
    ended_at        timestamptz NOT NULL,
    due_at          timestamptz NOT NULL,
    counted_seconds double precision NOT NULL,
    paused_seconds  double precision NOT NULL,
    in_time         boolean NOT NULL,
    ended           text NOT NULL,
    PRIMARY KEY (ref, cycle, leg)
);

-- What citizens answered, once a cycle each, and the attempts to call them.
CREATE TABLE request_answer (
    ref         text NOT NULL REFERENCES request,
    cycle       integer NOT NULL,
    complainant text NOT NULL REFERENCES complainant,
    at          timestamptz NOT NULL,
    way         text NOT NULL,
    solved      boolean NOT NULL,
    satisfied   integer NOT NULL,
    PRIMARY KEY (ref, cycle, complainant)
);
CREATE TABLE request_call (
    ref     text NOT NULL REFERENCES request,
    n       integer NOT NULL,
    cycle   integer NOT NULL,
    at      timestamptz NOT NULL,
    by      text NOT NULL,
    outcome text NOT NULL,
    complainant text NOT NULL DEFAULT '', -- who was called
    PRIMARY KEY (ref, n)
);

-- 三单一函: numbered documents, counted on by kind and year.
CREATE TABLE request_paper (
    ref       text NOT NULL REFERENCES request,
    cycle     integer NOT NULL,
    paper     text NOT NULL,
    number    integer NOT NULL,
    year      integer NOT NULL,
    body      text NOT NULL,
    issued_at timestamptz NOT NULL,
    due_at    timestamptz, -- the citizen's deadline as it stood then
    PRIMARY KEY (ref, cycle, paper, body),
    UNIQUE (paper, year, number)
);

ALTER TABLE event
    ALTER COLUMN calendar_rev SET DEFAULT 0,
    ADD COLUMN body          text,        -- of a request: the body that it concerns
    ADD COLUMN due_at_before timestamptz, -- as due_before, for exact units
    ADD COLUMN due_at_after  timestamptz;

CREATE OR REPLACE VIEW valid_event AS
SELECT event.*
  FROM event
 WHERE NOT EXISTS (
       SELECT 1
         FROM run AS later
        WHERE later.ref = event.ref
          AND later.epoch > event.epoch
          AND later.first_n <= event.n);

-- Events of requests are not public: what they name may be a person.
CREATE OR REPLACE VIEW public_event AS
SELECT ref, n, kind, item, at, entered_at, role, due_before, due_after, calendar_rev,
       CASE WHEN kind <> 'assigned' THEN what END AS what -- the person to whom an item was assigned is not public
  FROM valid_event
 WHERE kind <> 'not_done'
   AND EXISTS (SELECT FROM dossier WHERE dossier.ref = valid_event.ref);

-- A notice of a request may be for others than those who hold it now.
ALTER TABLE notice
    ADD COLUMN body        text NOT NULL DEFAULT '',
    ADD COLUMN owner       text NOT NULL DEFAULT '',
    ADD COLUMN complainant text NOT NULL DEFAULT '';

-- What the public may see of a request: no person, no text, no place finer than the town.
CREATE VIEW public_request AS
SELECT request.ref,
       request.state,
       request.kind,
       request.level,
       request.cycle,
       report.source,
       report.reported_at,
       request.accepted_at,
       request.goal_at,
       request.paused_at,
       request.closed_at,
       request.outcome,
       request.complainants
  FROM request
  JOIN report ON report.ref = request.ref
 WHERE report.imported_at IS NULL;
