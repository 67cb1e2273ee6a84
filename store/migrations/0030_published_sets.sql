-- Open data: a closing is what was closed, and nothing that ended otherwise; and what is published stays as it was told.

CREATE OR REPLACE VIEW public_closing AS
WITH closing AS NOT MATERIALIZED (
    SELECT leg.ref, leg.cycle, leg.kind, leg.ended_at AS at,
           NOT EXISTS (
               SELECT
                 FROM request_result AS late
                WHERE late.ref = leg.ref
                  AND late.cycle = leg.cycle
                  AND NOT late.in_time) AS in_time
      FROM request_result AS leg
     WHERE leg.ended = 'closed'),
told AS (
    SELECT ref, kind, at, 1 AS n, in_time::integer AS in_time, 0 AS answered, 0 AS solved
      FROM closing
     UNION ALL
    SELECT ref, closing.kind, request_answer.at, 0, 0, 1, request_answer.solved::integer
      FROM request_answer
      JOIN closing USING (ref, cycle))
SELECT coalesce(nullif(report.topic, ''), 'unknown') AS topic, told.kind, coalesce(town_of_place.town, 'unknown') AS town,
       told.at, told.n, told.in_time, told.answered, told.solved
  FROM told
  JOIN report USING (ref)
  LEFT JOIN town_of_place ON town_of_place.place = report.district
 WHERE report.source <> 'centre'; -- a joint task, which nobody has handed in

-- Each set as it was published. A year is counted from the cells of its months, so that it does not tell what came in later.
CREATE TABLE published_set (
    subject      text NOT NULL,
    year         integer NOT NULL,
    month        integer NOT NULL, -- 0: the year
    published_at timestamptz NOT NULL,
    cells        jsonb NOT NULL, -- what a month counts, also what is withheld: no page reads it, only the year does
    told         jsonb NOT NULL, -- the rows, without what is withheld
    PRIMARY KEY (subject, year, month)
);

CREATE VIEW public_set AS
SELECT subject, year, month, published_at, told
  FROM published_set;

CREATE TRIGGER published_set_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON published_set
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

GRANT INSERT ON published_set TO chengnuo_worker;
GRANT SELECT ON published_set, public_set TO chengnuo_api, chengnuo_worker;
