-- The memory of all cases. Personal data stands in `person` and `note` only; of a note only the reason of a breach is public.

CREATE TABLE department (
    id      text PRIMARY KEY,
    name_zh text NOT NULL,
    name_en text NOT NULL,
    phone   text
);

CREATE TABLE person (
    id         text PRIMARY KEY,
    name       text NOT NULL,
    role       text NOT NULL,
    department text REFERENCES department,
    work_no    text UNIQUE,
    phone      text
);
COMMENT ON TABLE person IS 'personal data';

CREATE TABLE token (
    hash       bytea PRIMARY KEY,
    person     text NOT NULL REFERENCES person ON DELETE CASCADE,
    label      text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz
);

CREATE TABLE calendar (
    rev          integer PRIMARY KEY,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    years        jsonb NOT NULL
);

CREATE TABLE catalogue (
    version   text PRIMARY KEY,
    loaded_at timestamptz NOT NULL,
    loaded_by text NOT NULL,
    body      text NOT NULL
);

CREATE TABLE catalogue_item (
    version    text NOT NULL REFERENCES catalogue,
    id         text NOT NULL,
    position   integer NOT NULL,
    department text NOT NULL,
    stage      text NOT NULL,
    name_zh    text NOT NULL,
    name_en    text NOT NULL,
    promised   integer NOT NULL,
    unit       text NOT NULL,
    PRIMARY KEY (version, id)
);

-- What the project side handed in when it opened the project, once only.
CREATE TABLE dossier (
    ref               text PRIMARY KEY,
    print             text NOT NULL,
    name              text NOT NULL,
    site              text NOT NULL,
    project_type      text NOT NULL,
    land_mode         text NOT NULL,
    flags             text[] NOT NULL,
    rule_set          text NOT NULL,
    catalogue_version text NOT NULL REFERENCES catalogue,
    applicant         text REFERENCES person,
    helper            text REFERENCES person,
    opened_by         text NOT NULL REFERENCES person,
    opened_at         timestamptz NOT NULL
);

-- What people wrote: reasons, remedies, document numbers. Workflows hold only the id.
CREATE TABLE note (
    id         text PRIMARY KEY,
    ref        text NOT NULL,
    author     text NOT NULL,
    written_at timestamptz NOT NULL,
    body       jsonb NOT NULL
);
COMMENT ON TABLE note IS 'personal data';

CREATE TABLE project (
    ref          text PRIMARY KEY REFERENCES dossier,
    phase        text NOT NULL,
    n            integer NOT NULL,
    calendar_rev integer NOT NULL,
    completed_at timestamptz,
    wakes_at     timestamptz, -- when the case acts next by itself
    epoch        integer NOT NULL,
    seq          integer NOT NULL,
    updated_at   timestamptz NOT NULL
);
CREATE INDEX project_behind ON project (calendar_rev) WHERE phase = 'open';
CREATE INDEX project_wakes ON project (wakes_at);

-- Each run of a workflow (a reset or a continuation makes a new one) has an epoch; `first_n` is its first event.
CREATE TABLE run (
    ref     text NOT NULL,
    run_id  text NOT NULL,
    epoch   integer NOT NULL,
    first_n integer NOT NULL,
    asked_at timestamptz NOT NULL, -- when its first commit was asked for, by Temporal's clock
    PRIMARY KEY (ref, run_id),
    UNIQUE (ref, epoch)
);

CREATE TABLE event (
    ref          text NOT NULL,
    epoch        integer NOT NULL,
    n            integer NOT NULL,
    kind         text NOT NULL,
    item         text,
    at           timestamptz NOT NULL,
    entered_at   timestamptz NOT NULL,
    acted_at     timestamptz,
    actor        text NOT NULL,
    role         text NOT NULL,
    note         text,
    what         text,
    due_before   date,
    due_after    date,
    calendar_rev integer NOT NULL,
    PRIMARY KEY (ref, n, epoch)
);
CREATE INDEX event_not_done ON event (entered_at DESC, ref, n) WHERE kind = 'not_done';

-- The record of a case without the events of abandoned runs.
CREATE VIEW valid_event AS
SELECT event.*
  FROM event
 WHERE NOT EXISTS (
       SELECT 1
         FROM run AS later
        WHERE later.ref = event.ref
          AND later.epoch > event.epoch
          AND later.first_n <= event.n);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME;
END $$;

CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE item (
    ref         text NOT NULL REFERENCES project,
    department  text NOT NULL, -- as the project's catalogue has it
    id          text NOT NULL,
    state       text NOT NULL,
    round       integer NOT NULL,
    officer     text,
    filed       boolean NOT NULL,
    first_at    timestamptz,
    received_at timestamptz,
    accepted_at timestamptz,
    ended_at    timestamptz,
    due_on      date,
    yellow_at   timestamptz,
    red_at      timestamptz,
    over_at     timestamptz,
    provisional boolean NOT NULL,
    law_on      date,
    "left"      integer,
    pause_kind  text,
    paused_at   timestamptz,
    planned_end timestamptz,
    ceiling_at  timestamptz,
    extended    integer NOT NULL,
    revoked     boolean NOT NULL,
    breached    boolean NOT NULL,
    explained   boolean NOT NULL,
    PRIMARY KEY (ref, id)
);
CREATE INDEX item_inbox ON item (department, coalesce(over_at, 'infinity'), ref, id)
 WHERE state IN ('received', 'correcting', 'accepted', 'paused');
CREATE INDEX item_inbox_of_all ON item (coalesce(over_at, 'infinity'), ref, id)
 WHERE state IN ('received', 'correcting', 'accepted', 'paused');

-- The answers to commands; as with events, those of an abandoned run stay here but do not hold.
CREATE TABLE command (
    ref        text NOT NULL,
    id         text NOT NULL,
    epoch      integer NOT NULL,
    code       text,
    n          integer NOT NULL,
    entered_at timestamptz NOT NULL,
    PRIMARY KEY (ref, id, epoch)
);

CREATE TABLE outbox (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    ref        text NOT NULL,
    item       text NOT NULL,
    cycle      text NOT NULL,
    step       text NOT NULL,
    recipient  text NOT NULL,
    channel    text NOT NULL,
    text       text NOT NULL,
    not_before timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    state      text NOT NULL DEFAULT 'queued',
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    UNIQUE (ref, item, cycle, step, recipient, channel)
);
CREATE INDEX outbox_newest ON outbox (created_at DESC, id);

-- Open items as those who work see them.
CREATE VIEW open_item AS
SELECT item.ref,
       item.id,
       item.department,
       catalogue_item.name_zh,
       dossier.name AS project,
       catalogue_item.promised,
       catalogue_item.unit,
       item.state,
       item.round,
       item.officer,
       item.received_at,
       item.accepted_at,
       item.ended_at,
       item.due_on,
       item.yellow_at,
       item.red_at,
       item.over_at,
       item.provisional,
       item.law_on,
       item."left",
       item.pause_kind,
       item.planned_end,
       item.revoked,
       item.breached,
       item.explained,
       project.calendar_rev
  FROM item
  JOIN project ON project.ref = item.ref
  JOIN dossier ON dossier.ref = item.ref
  JOIN catalogue_item ON catalogue_item.version = dossier.catalogue_version AND catalogue_item.id = item.id
 WHERE item.state IN ('received', 'correcting', 'accepted', 'paused');

-- What the public may see of an item: no person, and of what people wrote only the reason of a breach, which the law
-- wants published (优化营商环境条例 art. 36).
CREATE VIEW public_item AS
SELECT project.ref,
       catalogue_item.id,
       catalogue_item.position,
       catalogue_item.stage,
       catalogue_item.department,
       catalogue_item.name_zh,
       catalogue_item.name_en,
       catalogue_item.promised,
       catalogue_item.unit,
       coalesce(item.state, 'not_applicable') AS state,
       coalesce(item.round, 1) AS round,
       person.work_no AS officer_no,
       item.received_at,
       item.accepted_at,
       item.ended_at,
       item.due_on,
       item.yellow_at,
       item.red_at,
       item.over_at,
       coalesce(item.provisional, false) AS provisional,
       item.law_on,
       item."left",
       item.pause_kind,
       item.paused_at,
       item.planned_end,
       coalesce(item.extended, 0) AS extended,
       coalesce(item.revoked, false) AS revoked,
       coalesce(item.breached, false) AS breached,
       coalesce(item.explained, false) AS explained,
       explanation.reason
  FROM project
  JOIN dossier ON dossier.ref = project.ref
  JOIN catalogue_item ON catalogue_item.version = dossier.catalogue_version
  LEFT JOIN item ON item.ref = project.ref AND item.id = catalogue_item.id
  LEFT JOIN person ON person.id = item.officer
  LEFT JOIN LATERAL (
       SELECT note.body ->> 'reason' AS reason
         FROM valid_event
         LEFT JOIN note ON note.id = valid_event.note
        WHERE item.explained -- else the newest explanation is that of an earlier round
          AND valid_event.ref = item.ref
          AND valid_event.item = item.id
          AND valid_event.kind = 'explained'
        ORDER BY valid_event.n DESC
        LIMIT 1) AS explanation ON true;

CREATE VIEW public_project AS
SELECT project.ref,
       dossier.name,
       dossier.site,
       dossier.project_type,
       dossier.land_mode,
       dossier.flags,
       dossier.rule_set,
       dossier.catalogue_version,
       dossier.opened_at,
       project.phase,
       project.completed_at,
       project.n,
       project.calendar_rev,
       counted.item_count,
       counted.ended_count
  FROM project
  JOIN dossier ON dossier.ref = project.ref
 CROSS JOIN LATERAL (
       SELECT count(*) AS item_count, count(item.ended_at) AS ended_count
         FROM item
        WHERE item.ref = project.ref) AS counted;

CREATE VIEW public_event AS
SELECT ref, n, kind, item, at, entered_at, role, due_before, due_after, calendar_rev,
       CASE WHEN kind <> 'assigned' THEN what END AS what -- the person to whom an item was assigned is not public
  FROM valid_event
 WHERE kind <> 'not_done';
