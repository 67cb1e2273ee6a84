-- Figures: facts as they are read together from the record, what is taken out of them, and months as they were told.

-- One thing that is counted; see domain/figures/facts.py. Made from events alone, and made anew whenever a case has moved.
CREATE TABLE fact (
    subject    text NOT NULL,
    ref        text NOT NULL,
    part       text NOT NULL,
    created_at timestamptz NOT NULL,
    closed_at  timestamptz,
    body       text NOT NULL,
    person     text NOT NULL,
    matter     text NOT NULL,
    stage      text NOT NULL,
    kind       text NOT NULL,
    place      text NOT NULL,
    marks      text[] NOT NULL,  -- sorted
    measures   jsonb NOT NULL,   -- whole days or seconds, by name
    PRIMARY KEY (subject, ref, part)
);
CREATE INDEX fact_created ON fact (subject, created_at);
CREATE INDEX fact_closed ON fact (subject, closed_at);
CREATE INDEX fact_of_case ON fact (ref);

-- Up to which line of its record the facts of a case were read.
CREATE TABLE folded (
    ref   text PRIMARY KEY,
    n     integer NOT NULL,
    epoch integer NOT NULL
);
CREATE INDEX project_updated ON project (updated_at);
CREATE INDEX request_updated ON request (updated_at);

-- What somebody wants out of the figures, for a reason of a closed list; and what another one has said to that.
CREATE TABLE exclusion (
    id       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    subject  text NOT NULL,
    ref      text NOT NULL,
    part     text NOT NULL,
    reason   text NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL
);
CREATE INDEX exclusion_of_fact ON exclusion (ref, subject, part);
CREATE TABLE exclusion_decision (
    exclusion  uuid PRIMARY KEY REFERENCES exclusion,
    granted    boolean NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL
);

-- Facts by each instant by which they fall into a period, with the level of whose body had them, the town that they are about,
-- and whether two people have taken them out.
CREATE VIEW dated_fact AS
SELECT dated.*, coalesce(holder.kind, '') AS level, coalesce(town_of_place.town, '') AS town,
       taken_out.ref IS NOT NULL AS is_excluded
  FROM (SELECT 'created' AS basis, created_at AS at, fact.* FROM fact
         UNION ALL
        SELECT 'closed', closed_at, fact.* FROM fact WHERE closed_at IS NOT NULL) AS dated
  LEFT JOIN department AS holder ON holder.id = dated.body
  LEFT JOIN town_of_place ON town_of_place.place = dated.place
  LEFT JOIN (SELECT DISTINCT exclusion.subject, exclusion.ref, exclusion.part
               FROM exclusion
               JOIN exclusion_decision ON exclusion_decision.exclusion = exclusion.id AND exclusion_decision.granted) AS taken_out
         ON taken_out.ref = dated.ref AND taken_out.subject = dated.subject AND taken_out.part = dated.part;

-- The month in which an instant lies, for a zone and the day on which months begin: after the 1st, in the month before.
CREATE FUNCTION month_of(at timestamptz, zone text, begins integer) RETURNS text LANGUAGE sql STABLE AS $$
SELECT to_char((at AT TIME ZONE zone)::date - (begins - 1) + CASE WHEN begins = 1 THEN interval '0' ELSE interval '1 month' END, 'YYYY-MM')
$$;

-- Months as they were told, which no later rule changes; `dimension` is empty for the whole.
CREATE TABLE kept_figure (
    service   text NOT NULL,
    month     text NOT NULL,
    figure    text NOT NULL,
    dimension text NOT NULL,
    name      text NOT NULL,
    version   text NOT NULL, -- of the definitions
    n         bigint NOT NULL,
    counted   double precision NOT NULL,
    value     double precision, -- NULL: nothing was due
    kept_at   timestamptz NOT NULL, -- as of when it was counted
    PRIMARY KEY (service, month, figure, dimension, name)
);

-- What a recount from the record found different from what was kept.
CREATE TABLE figure_alarm (
    found_at  timestamptz NOT NULL,
    service   text NOT NULL,
    month     text NOT NULL,
    figure    text NOT NULL, -- 'facts': a fact that is kept is not what the record says
    dimension text NOT NULL,
    name      text NOT NULL,
    kept      text NOT NULL,
    recounted text NOT NULL,
    PRIMARY KEY (service, month, figure, dimension, name, found_at)
);

CREATE TRIGGER exclusion_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON exclusion
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER exclusion_decision_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON exclusion_decision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER kept_figure_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON kept_figure
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER figure_alarm_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON figure_alarm
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT SELECT ON fact, folded, dated_fact, exclusion, exclusion_decision, kept_figure, figure_alarm TO chengnuo_api, chengnuo_worker;
GRANT INSERT, UPDATE, DELETE ON fact, folded TO chengnuo_worker;
GRANT INSERT ON kept_figure, figure_alarm TO chengnuo_worker;
GRANT INSERT ON exclusion, exclusion_decision TO chengnuo_api;
