-- Demands outside the catalogue that somebody has reported, each with the body complained of. What names the project is a note.

CREATE TABLE off_list_demand (
    ref     text PRIMARY KEY REFERENCES report,
    kind    text NOT NULL CHECK (kind IN ('material', 'approval')),
    accused text NOT NULL REFERENCES department -- never gets the request, and never reads it
);
CREATE INDEX off_list_demand_of ON off_list_demand (accused);

CREATE TRIGGER off_list_demand_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON off_list_demand
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON off_list_demand TO chengnuo_api, chengnuo_worker;
GRANT INSERT ON off_list_demand TO chengnuo_api;
