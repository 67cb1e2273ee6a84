-- kept_month: Whether a month of a service is kept, and as of when.
SELECT min(kept_at)
  FROM kept_figure
 WHERE service = $1
   AND month = $2;

-- keep_figures: Keep what a month came to as of an instant, row by row; a month that is kept already stays as it is.
INSERT INTO kept_figure (service, month, kept_at, figure, dimension, name, version, n, counted, value)
SELECT $1, $2, $3, new.*
  FROM jsonb_to_recordset($4::jsonb)
    AS new (figure text, dimension text, name text, version text, n bigint, counted double precision, value double precision)
 WHERE NOT EXISTS (SELECT FROM kept_figure WHERE service = $1 AND month = $2);

-- newest_kept_months: The months of a service that are kept, the newest first.
SELECT month
  FROM kept_figure
 WHERE service = $1
   AND dimension = ''
 GROUP BY month
 ORDER BY month DESC
 LIMIT $2;

-- figures_of_months: What months of a service came to, as they were told.
SELECT month, figure, dimension, name, version, n, counted, value
  FROM kept_figure
 WHERE service = $1
   AND month = ANY ($2::text[])
 ORDER BY month, figure, dimension, name;

-- raise_figure_alarm: Say that a recount has found something else than what was kept, if the same was not said since an instant ($9).
INSERT INTO figure_alarm (found_at, service, month, figure, dimension, name, kept, recounted)
SELECT $1, $2, $3, $4, $5, $6, $7, $8
 WHERE NOT EXISTS (
       SELECT
         FROM figure_alarm
        WHERE (service, month, figure, dimension, name, kept, recounted) = ($2, $3, $4, $5, $6, $7, $8)
          AND found_at > $9)
    ON CONFLICT DO NOTHING;

-- figure_alarms: What recounts have found since an instant, but for requests that complain of one body, the newest first, after one of them.
SELECT found_at, service, month, figure, dimension, name, kept, recounted
  FROM figure_alarm
 WHERE found_at >= $1
   AND ($2::timestamptz IS NULL OR (found_at, service, month, figure, dimension, name) < ($2, $3, $4, $5, $6, $7))
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = figure_alarm.name AND accused = $9) -- whoever works there learns of none
 ORDER BY found_at DESC, service DESC, month DESC, figure DESC, dimension DESC, name DESC
 LIMIT $8;
