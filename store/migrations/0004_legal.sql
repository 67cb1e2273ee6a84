-- The eight-minute legal service circle: inquiries, legal aid, home visits, check-ups; its places, people, programmes and figures.

CREATE EXTENSION IF NOT EXISTS cube;
CREATE EXTENSION IF NOT EXISTS earthdistance;

-- A place where legal help is given: the centre, a station of a town, a point of a village, an aid station in a department.
CREATE TABLE legal_place (
    id         text PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('centre', 'station', 'point', 'aid_station')),
    name_zh    text NOT NULL,
    name_en    text NOT NULL,
    name_mn    text,
    body       text REFERENCES department, -- the town, village or department that it serves
    lat        double precision NOT NULL,
    lon        double precision NOT NULL,
    hours      text NOT NULL,              -- in words, local
    languages  text[] NOT NULL,
    phone      text,
    population integer                     -- of its village, where it is known
);
CREATE INDEX legal_place_where ON legal_place USING gist (ll_to_earth(lat, lon));

-- The pool: what somebody is in the legal circle; a person may be several things. `fields` are of law.
CREATE TABLE legal_person (
    person         text PRIMARY KEY REFERENCES person ON DELETE CASCADE,
    place          text NOT NULL REFERENCES legal_place,
    fields         text[] NOT NULL DEFAULT '{}', -- none: of every field
    practises_from date,                         -- since when a lawyer practises
    most_load      integer                       -- cases of legal aid at once; none: as the rules say
);
CREATE TABLE legal_role (
    person text NOT NULL REFERENCES legal_person ON DELETE CASCADE,
    role   text NOT NULL CHECK (role IN ('licensed_lawyer', 'aid_lawyer', 'public_lawyer', 'volunteer', 'notary', 'literate')),
    PRIMARY KEY (person, role)
);
CREATE INDEX legal_role_people ON legal_role (role);

-- Who advises a village from when until when.
CREATE TABLE village_adviser (
    village    text NOT NULL REFERENCES department,
    person     text NOT NULL REFERENCES legal_person,
    from_on    date NOT NULL,
    until_on   date,             -- the first day on which it is somebody else; none: open
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL,
    PRIMARY KEY (village, from_on),
    CHECK (until_on > from_on)
);
CREATE INDEX village_adviser_person ON village_adviser (person);

-- Cases of one day are numbered on from one sequence.
CREATE SEQUENCE legal_number;

-- What was handed in, once; corrections and comments are notes.
CREATE TABLE legal_matter (
    ref            text PRIMARY KEY,
    print          text NOT NULL,             -- tells a repetition from another one under the same key
    key            text UNIQUE,               -- of whom and under which key it was handed in
    service        text NOT NULL CHECK (service IN ('inquiry', 'aid', 'visit', 'checkup')),
    channel        text NOT NULL,
    text           text NOT NULL,
    district       text NOT NULL DEFAULT '',  -- village or town, where it is known
    address        text NOT NULL DEFAULT '',
    lat            double precision,
    lon            double precision,
    language       text NOT NULL DEFAULT 'zh',
    field          text NOT NULL DEFAULT '',
    kind           text NOT NULL DEFAULT '',  -- of legal aid
    people         text NOT NULL DEFAULT '',  -- the group of those who ask
    other_side     text NOT NULL DEFAULT '',  -- who is on the other side, in words
    company        text NOT NULL DEFAULT '',
    campaign       text NOT NULL DEFAULT '',
    from_ref       text NOT NULL DEFAULT '',  -- the case that it came from
    taken_by       text,                      -- the person at the counter
    policy_version text NOT NULL,
    asked_at       timestamptz NOT NULL,
    first_at       timestamptz NOT NULL       -- when the asker first came, with another case perhaps
);
COMMENT ON TABLE legal_matter IS 'personal data';
CREATE INDEX legal_matter_when ON legal_matter (service, asked_at);
CREATE INDEX legal_matter_from ON legal_matter (from_ref) WHERE from_ref <> '';

-- Persons of the pool who are on the other side of a case: never appointed.
CREATE TABLE legal_bar (
    ref    text NOT NULL REFERENCES legal_matter,
    person text NOT NULL REFERENCES legal_person,
    PRIMARY KEY (ref, person)
);

-- Who asked, and how they can be reached.
CREATE TABLE asker (
    id       text PRIMARY KEY,
    ref      text NOT NULL REFERENCES legal_matter,
    name     text NOT NULL DEFAULT '',
    phone    text,
    mail     text,
    language text NOT NULL DEFAULT 'zh',
    code     text NOT NULL,
    made_at  timestamptz NOT NULL
);
COMMENT ON TABLE asker IS 'personal data';
CREATE INDEX asker_of ON asker (ref);
CREATE INDEX asker_phone ON asker (phone) WHERE phone IS NOT NULL;
CREATE INDEX asker_mail ON asker (lower(mail)) WHERE mail IS NOT NULL;

-- The pledge of an applicant (告知承诺): what was told and said, with the means and the authority to check them.
CREATE TABLE pledge (
    ref        text PRIMARY KEY REFERENCES legal_matter,
    means      text NOT NULL,
    waived     text[] NOT NULL,        -- the papers that it replaces
    may_check  boolean NOT NULL,
    spoken     boolean NOT NULL,       -- read aloud to somebody who cannot read
    witness    text NOT NULL DEFAULT '',
    pledged_at timestamptz NOT NULL,
    CHECK (NOT spoken OR witness <> '')
);
COMMENT ON TABLE pledge IS 'personal data';

-- What came with an application for legal aid beside its words: the papers that were handed in, and the last day of a limitation.
CREATE TABLE aid_papers (
    ref      text PRIMARY KEY REFERENCES legal_matter,
    proofs   text[] NOT NULL,
    limit_on date
);

-- Every case of the legal circle, as its workflow has written it last.
CREATE TABLE legal_case (
    ref        text PRIMARY KEY REFERENCES legal_matter,
    service    text NOT NULL,
    state      text NOT NULL,
    holder     text NOT NULL DEFAULT '',
    ended_at   timestamptz,
    wakes_at   timestamptz,
    calendar_rev integer NOT NULL DEFAULT 0, -- that it counts with; 0 where no days are counted
    n          integer NOT NULL DEFAULT 0,
    epoch      integer NOT NULL DEFAULT 0,
    seq        integer NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL
);
CREATE INDEX legal_case_of_holder ON legal_case (holder, service) WHERE ended_at IS NULL;
CREATE INDEX legal_case_state ON legal_case (service, state);
CREATE INDEX legal_case_wakes ON legal_case (wakes_at);

CREATE TABLE inquiry (
    ref             text PRIMARY KEY REFERENCES legal_case,
    due_at          timestamptz,
    taken_at        timestamptz,
    first_answer_at timestamptz,
    answered_at     timestamptz,
    kept            boolean,
    referrals       integer NOT NULL,
    became          text NOT NULL,
    helped          boolean,
    satisfied       integer NOT NULL
);
CREATE INDEX inquiry_became ON inquiry (became) WHERE became <> '';
CREATE TABLE aid_application (
    ref                text PRIMARY KEY REFERENCES legal_case,
    promise_at         timestamptz,
    decide_at          timestamptz,
    appoint_at         timestamptz,
    supply_at          timestamptz,
    objection_at       timestamptz,
    verify_at          timestamptz,
    urgent             text NOT NULL,
    decided_at         timestamptz,
    decision           text NOT NULL,
    ground             text NOT NULL,
    first_appointed_at timestamptz,
    provisional        boolean NOT NULL,
    kept               boolean,
    same_day           boolean,
    papers_asked       text[] NOT NULL,
    verified           boolean,
    change_asked       boolean NOT NULL,
    objections         integer NOT NULL,
    works              integer NOT NULL,
    outcome            text NOT NULL,
    satisfied          integer NOT NULL
);
CREATE TABLE home_visit (
    ref          text PRIMARY KEY REFERENCES legal_case,
    due_at       timestamptz,
    confirmed_at timestamptz,
    planned_at   timestamptz,
    visits       integer NOT NULL,
    visited_at   timestamptz,
    outcome      text NOT NULL,
    kept         boolean
);
CREATE TABLE checkup (
    ref         text PRIMARY KEY REFERENCES legal_case,
    due_on      date,
    reported_at timestamptz,
    next_on     date,
    outcome     text NOT NULL
);
CREATE TABLE checkup_finding (
    ref          text NOT NULL REFERENCES legal_case,
    n            integer NOT NULL,
    severity     text NOT NULL,
    field        text NOT NULL,
    follow_up_on date NOT NULL,
    result       text NOT NULL,
    done_at      timestamptz,
    PRIMARY KEY (ref, n)
);

-- Who was called or offered a case, and who had it. A row is made when a person is chosen, under one lock for all, so that load is
-- counted right; the case then completes it.
CREATE TABLE assignment (
    ref         text NOT NULL REFERENCES legal_matter,
    n           integer NOT NULL,
    service     text NOT NULL,
    person      text NOT NULL REFERENCES person, -- of the pool; of inquiries also the desk
    how         text NOT NULL,
    since       timestamptz NOT NULL,
    accepted_at timestamptz,
    until       timestamptz,
    ended       text NOT NULL DEFAULT '',
    reason      text NOT NULL DEFAULT '',
    PRIMARY KEY (ref, n)
);
CREATE INDEX assignment_of_person ON assignment (person, service) WHERE until IS NULL;
CREATE UNIQUE INDEX assignment_one_holder ON assignment (ref) WHERE accepted_at IS NOT NULL AND until IS NULL;

-- A check-up as it stands, from the order on, before its case is written; with what is to be looked at.
CREATE VIEW ordered_checkup AS
SELECT legal_matter.ref,
       legal_matter.company,
       legal_matter.campaign,
       legal_matter.district,
       coalesce(mine.person, '') AS person,
       coalesce(legal_case.state, 'waiting') AS state,
       legal_matter.asked_at,
       checkup.due_on,
       checkup.reported_at,
       checkup.next_on,
       coalesce(checkup.outcome, '') AS outcome,
       legal_case.ended_at,
       (SELECT count(*) FROM checkup_finding WHERE checkup_finding.ref = legal_matter.ref) AS findings,
       (SELECT count(*) FROM checkup_finding WHERE checkup_finding.ref = legal_matter.ref AND result = '') AS open,
       legal_matter.text
  FROM legal_matter
  LEFT JOIN legal_case ON legal_case.ref = legal_matter.ref
  LEFT JOIN checkup ON checkup.ref = legal_matter.ref
  LEFT JOIN LATERAL (
       SELECT person FROM assignment WHERE assignment.ref = legal_matter.ref ORDER BY n DESC LIMIT 1) AS mine ON true
 WHERE legal_matter.service = 'checkup';

ALTER TABLE event ADD COLUMN person text; -- of the legal circle: of whom the event speaks

CREATE OR REPLACE VIEW valid_event AS
SELECT event.*
  FROM event
 WHERE NOT EXISTS (
       SELECT 1
         FROM run AS later
        WHERE later.ref = event.ref
          AND later.epoch > event.epoch
          AND later.first_n <= event.n);

-- Programmes: what takes place again and again, who does it, and who wants to be reminded.
CREATE TABLE programme (
    id       text PRIMARY KEY,
    name_zh  text NOT NULL,
    name_mn  text,
    name_en  text NOT NULL,
    host     text NOT NULL REFERENCES person,
    place    text NOT NULL DEFAULT '',
    language text NOT NULL DEFAULT 'zh',
    cron     text NOT NULL,              -- when a session begins, local
    zone     text NOT NULL DEFAULT 'Asia/Shanghai',
    paused   boolean NOT NULL DEFAULT false,
    made_at  timestamptz NOT NULL
);
CREATE TABLE programme_skip (
    programme  text NOT NULL REFERENCES programme,
    on_day     date NOT NULL,
    why        text NOT NULL,
    entered_by text NOT NULL,
    PRIMARY KEY (programme, on_day)
);
CREATE TABLE subscriber (
    id        text PRIMARY KEY,
    programme text NOT NULL REFERENCES programme,
    phone     text,
    mail      text,
    language  text NOT NULL DEFAULT 'zh',
    code      text NOT NULL,
    made_at   timestamptz NOT NULL,
    ended_at  timestamptz
);
COMMENT ON TABLE subscriber IS 'personal data';
CREATE INDEX subscriber_of ON subscriber (programme) WHERE ended_at IS NULL;
CREATE TABLE programme_session (
    programme   text NOT NULL REFERENCES programme,
    starts_at   timestamptz NOT NULL,
    host        text NOT NULL,
    state       text NOT NULL CHECK (state IN ('planned', 'held', 'not_held', 'skipped')),
    audience    integer,
    language    text NOT NULL DEFAULT '',
    link        text NOT NULL DEFAULT '',
    remarks     text NOT NULL DEFAULT '',
    recorded_by text,
    recorded_at timestamptz,
    PRIMARY KEY (programme, starts_at)
);

-- What was done and is counted: each row has place, day and evidence.
CREATE TABLE legal_activity (
    id         text PRIMARY KEY,
    kind       text NOT NULL,
    on_day     date NOT NULL,
    place      text NOT NULL REFERENCES legal_place,
    count      integer NOT NULL CHECK (count > 0), -- how many: of leaflets, people, documents
    audience   integer,
    evidence   text NOT NULL CHECK (evidence <> ''),
    person     text NOT NULL REFERENCES person,
    ref        text,                                -- the case that it belongs to
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL,
    ended_at   timestamptz,                         -- taken back, with why
    why        text
);
CREATE UNIQUE INDEX legal_activity_once ON legal_activity (kind, on_day, place, person, evidence) WHERE ended_at IS NULL;
CREATE INDEX legal_activity_when ON legal_activity (on_day);
