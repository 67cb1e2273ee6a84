-- Demands outside the catalogue that somebody has reported, each with the body complained of. What names the project is a note.

CREATE TABLE off_list_demand (
    ref     text PRIMARY KEY REFERENCES report,
    kind    text NOT NULL CHECK (kind IN ('material', 'approval')),
    accused text NOT NULL REFERENCES department -- never gets the request, and never reads it
);
CREATE INDEX off_list_demand_of ON off_list_demand (accused);

CREATE TRIGGER off_list_demand_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON off_list_demand
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Such a report is told to nobody one by one: its hour alone could tell a department who has made it.
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
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = request.ref);

GRANT SELECT ON off_list_demand TO chengnuo_api, chengnuo_worker;
GRANT INSERT ON off_list_demand TO chengnuo_api;
