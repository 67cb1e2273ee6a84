-- decided_by_month: Decisions on items in a period, by department, item and month of a zone: how many, in time, by silence, how many natural days each took where they are known, and of how many nobody knows whether they were in time.
SELECT department, item, to_char(at AT TIME ZONE $3, 'YYYY-MM') AS month, count(*)::integer AS n,
       (count(*) FILTER (WHERE on_time))::integer AS on_time,
       (count(*) FILTER (WHERE by_silence))::integer AS by_silence,
       coalesce(array_agg(days) FILTER (WHERE days IS NOT NULL), '{}') AS days,
       (count(*) FILTER (WHERE unjudged))::integer AS unjudged
  FROM public_decision
 WHERE at >= $1
   AND at < $2
 GROUP BY 1, 2, 3
 ORDER BY 1, 2, 3;

-- closed_by_month: Requests that were closed in a period, by topic, kind, town and month of a zone: how many, in time, and of the answers that citizens gave in it how many there were and said solved.
SELECT topic, kind, town, to_char(at AT TIME ZONE $3, 'YYYY-MM') AS month, sum(n)::integer AS n,
       sum(in_time)::integer AS in_time, sum(answered)::integer AS answered, sum(solved)::integer AS solved
  FROM public_closing
 WHERE at >= $1
   AND at < $2
 GROUP BY 1, 2, 3, 4
 ORDER BY 1, 2, 3, 4;

-- taken_out_by_month: What two people took out of the figures in a period, by reason and month of a zone.
SELECT reason, to_char(at AT TIME ZONE $3, 'YYYY-MM') AS month, count(*)::integer AS n
  FROM public_exclusion
 WHERE at >= $1
   AND at < $2
 GROUP BY 1, 2
 ORDER BY 1, 2;

-- first_begun: When the first project was opened or the first request reported; null before there is any.
SELECT at
  FROM public_begun;

-- published_sets: The sets that are published, the newest year first.
SELECT subject, year, month
  FROM public_set
 ORDER BY year DESC, month, subject;

-- rows_of_set: The rows of a set as it was published.
SELECT told
  FROM public_set
 WHERE subject = $1
   AND year = $2
   AND month = $3;

-- cells_of_year: What the months of a year count, as they were published.
SELECT cells
  FROM published_set
 WHERE subject = $1
   AND year = $2
   AND month > 0
 ORDER BY month;

-- publish_set: Publish a set once; one that is published stays as it is.
INSERT INTO published_set (subject, year, month, published_at, cells, told)
VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING;
