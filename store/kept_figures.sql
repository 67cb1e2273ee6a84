-- kept_month: Whether a month of a service is kept, and as of when.
SELECT min(kept_at)
  FROM kept_figure
 WHERE service = $1
   AND month = $2;

-- keep_figures: Keep what a month came to as of an instant, row by row; what is kept already stays.
INSERT INTO kept_figure (service, month, kept_at, figure, dimension, name, version, n, counted, value)
SELECT $1, $2, $3, new.*
  FROM jsonb_to_recordset($4::jsonb)
    AS new (figure text, dimension text, name text, version text, n bigint, counted double precision, value double precision)
    ON CONFLICT DO NOTHING;

-- figures_of_month: What a month of a service came to, as it was told.
SELECT figure, dimension, name, version, n, counted, value, kept_at
  FROM kept_figure
 WHERE service = $1
   AND month = $2
 ORDER BY figure, dimension, name;

-- raise_figure_alarm: Say that a recount has found something else than what was kept.
INSERT INTO figure_alarm (found_at, service, month, figure, dimension, name, kept, recounted)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT DO NOTHING;

-- figure_alarms: What recounts have found since an instant, the newest first.
SELECT found_at, service, month, figure, dimension, name, kept, recounted
  FROM figure_alarm
 WHERE found_at >= $1
 ORDER BY found_at DESC, service, month, figure, dimension, name
 LIMIT $2;
