-- Facts fall into a period also by when their promise was kept or broken, so that what is never decided is counted too.

ALTER TABLE fact ADD COLUMN due_at timestamptz; -- NULL: not due
CREATE INDEX fact_due ON fact (subject, due_at);
DELETE FROM folded; -- all facts are made anew

CREATE OR REPLACE VIEW dated_fact AS
SELECT dated.*, coalesce(holder.kind, '') AS level, coalesce(town_of_place.town, '') AS town,
       taken_out.ref IS NOT NULL AS is_excluded
  FROM (SELECT 'created' AS basis, created_at AS at, fact.subject, fact.ref, fact.part, fact.created_at, fact.closed_at, fact.body, fact.person, fact.matter,
               fact.stage, fact.kind, fact.place, fact.marks, fact.measures
          FROM fact
         UNION ALL
        SELECT 'closed', closed_at, fact.subject, fact.ref, fact.part, fact.created_at, fact.closed_at, fact.body, fact.person, fact.matter,
               fact.stage, fact.kind, fact.place, fact.marks, fact.measures
          FROM fact
         WHERE closed_at IS NOT NULL
         UNION ALL
        SELECT 'due', due_at, fact.subject, fact.ref, fact.part, fact.created_at, fact.closed_at, fact.body, fact.person, fact.matter,
               fact.stage, fact.kind, fact.place, fact.marks, fact.measures
          FROM fact
         WHERE due_at IS NOT NULL) AS dated
  LEFT JOIN department AS holder ON holder.id = dated.body
  LEFT JOIN town_of_place ON town_of_place.place = dated.place
  LEFT JOIN (SELECT DISTINCT exclusion.subject, exclusion.ref, exclusion.part
               FROM exclusion
               JOIN exclusion_decision ON exclusion_decision.exclusion = exclusion.id AND exclusion_decision.granted) AS taken_out
         ON taken_out.ref = dated.ref AND taken_out.subject = dated.subject AND taken_out.part = dated.part;

-- What an applicant withdrew when it was over is no decision.
CREATE OR REPLACE VIEW public_days AS
SELECT matter AS item, at, (measures ->> 'counted_days')::integer AS days
  FROM dated_fact
 WHERE basis = 'closed'
   AND subject = 'item'
   AND marks @> '{decided}'
   AND measures ? 'counted_days'
   AND NOT is_excluded;
