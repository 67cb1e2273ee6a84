-- cycle_of_year: How long the rounds of items took that were decided in a period, of one body if that is asked ($3), and that nobody has taken out, by stage and item, and together by stage (the item is empty): in all, by the office's clock, in pauses, and with the applicant; of each what half of them took at most, and nine in ten.
SELECT stage, CASE WHEN grouping(matter) = 0 THEN matter ELSE '' END AS item, count(*)::integer AS rounds,
       percentile_disc('{0.5, 0.9}'::float[]) WITHIN GROUP (ORDER BY (measures ->> 'gross_days')::integer) AS gross,
       percentile_disc('{0.5, 0.9}'::float[]) WITHIN GROUP (ORDER BY (measures ->> 'counted_days')::integer) AS counted,
       percentile_disc('{0.5, 0.9}'::float[]) WITHIN GROUP (ORDER BY (measures ->> 'excluded_days')::integer) AS excluded,
       percentile_disc('{0.5, 0.9}'::float[]) WITHIN GROUP (ORDER BY (measures ->> 'applicant_days')::integer) AS applicant
  FROM dated_fact
 WHERE basis = 'closed'
   AND subject = 'item'
   AND marks @> '{decided}'
   AND measures ? 'counted_days'
   AND NOT is_excluded
   AND at >= $1
   AND at < $2
   AND ($3::text IS NULL OR body = $3)
 GROUP BY GROUPING SETS ((stage), (stage, matter));
