-- Joint tasks: a problem that is reported again and again, opened as a request of several bodies that no citizen has handed in.

-- From which problem a task came, as it was counted when it was opened, and with whom it began; `ref` is its request.
CREATE TABLE joint_task (
    ref        text PRIMARY KEY REFERENCES report,
    topic      text NOT NULL,    -- empty: of any topic
    place      text NOT NULL,    -- village or town; empty: anywhere
    counted_by text NOT NULL,    -- what made two reports the same problem
    from_on    date NOT NULL,
    until_on   date NOT NULL,    -- the first day after
    requests   integer NOT NULL, -- what was merged into another counts once
    reports    integer NOT NULL, -- all that came in
    lead       text NOT NULL REFERENCES department,
    level      text NOT NULL,
    owner      text NOT NULL,
    assists    text[] NOT NULL,
    opened_by  text NOT NULL,
    opened_for text NOT NULL,    -- who was away, if somebody stood in; else empty
    opened_at  timestamptz NOT NULL
);
CREATE INDEX joint_task_on_problem ON joint_task (topic, place);

-- The requests behind the problem when the task was opened: their numbers only.
CREATE TABLE joint_task_request (
    task    text NOT NULL REFERENCES joint_task,
    request text NOT NULL REFERENCES report,
    PRIMARY KEY (task, request)
);
CREATE INDEX joint_task_of_request ON joint_task_request (request);

CREATE TRIGGER joint_task_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON joint_task
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER joint_task_request_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON joint_task_request
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON joint_task, joint_task_request TO chengnuo_api, chengnuo_worker;
GRANT INSERT ON joint_task, joint_task_request TO chengnuo_api;

-- What is counted of reports is counted without those that nobody has handed in.
DROP INDEX report_when;
CREATE INDEX report_when ON report (reported_at) INCLUDE (topic, district, imported_at, source);

-- Told one by one are what citizens report only: no joint task, and no demand outside the catalogue, for its hour alone could tell who has made it.
CREATE OR REPLACE VIEW public_request AS
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
 WHERE report.imported_at IS NULL
   AND report.source <> 'centre'
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = request.ref);
