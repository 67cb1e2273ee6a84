-- Open data: a decision is on time where the figures say so, and what two people took out of these is no decision of it.

DROP VIEW public_decision;

-- Each decision on an item: silence's or an officer's, in time or not, or entered so late that nobody knows; and the natural days without pauses and corrections.
CREATE VIEW public_decision AS
SELECT body AS department, matter AS item, at, marks @> '{by_silence}' AS by_silence, marks @> '{in_time}' AS on_time,
       marks @> '{backfilled_in_time}' AS unjudged,
       (measures ->> 'gross_days')::integer - (measures ->> 'excluded_days')::integer - (measures ->> 'applicant_days')::integer AS days
  FROM dated_fact
 WHERE basis = 'closed'
   AND subject = 'item'
   AND marks @> '{decided}'
   AND NOT is_excluded;

GRANT SELECT ON public_decision TO chengnuo_api, chengnuo_worker;

-- Before an item has begun nobody knows its pauses: then all working days count that passed.
CREATE OR REPLACE VIEW public_days AS
SELECT matter AS item, at, (measures ->> 'counted_days')::integer AS days, (measures ->> 'passed_days')::integer AS passed
  FROM dated_fact
 WHERE basis = 'closed'
   AND subject = 'item'
   AND marks @> '{decided}'
   AND measures ? 'passed_days'
   AND NOT is_excluded;

-- Facts have these days from now on, and say otherwise of a promise that was broken or moved: all are made anew.
DELETE FROM folded;
