-- add_programme: Keep a programme; one that is known stays as it is.
INSERT INTO programme (id, name_zh, name_mn, name_en, host, place, language, cron, zone, paused, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (id) DO NOTHING;

-- one_programme: How a programme stands.
SELECT id, name_zh, name_mn, name_en, host, place, language, cron, zone, paused
  FROM programme
 WHERE id = $1;

-- lock_programme: How a programme stands, locked against other changes until the transaction ends.
SELECT id, name_zh, name_mn, name_en, host, place, language, cron, zone, paused
  FROM programme
 WHERE id = $1
   FOR UPDATE;

-- list_programmes: All programmes after one of them, by id.
SELECT id, name_zh, name_mn, name_en, host, place, language, cron, zone, paused
  FROM programme
 WHERE id > $1
 ORDER BY id
 LIMIT $2;

-- skips_of: Which days of programmes are left out, from a day on, and why.
SELECT programme, on_day, why
  FROM programme_skip
 WHERE programme = ANY ($1::text[])
   AND on_day >= $2
 ORDER BY programme, on_day;

-- set_host: Let a programme have a host.
UPDATE programme
   SET host = $2
 WHERE id = $1;

-- set_paused: Let a programme rest, or go on.
UPDATE programme
   SET paused = $2
 WHERE id = $1;

-- add_skip: Leave a day of a programme out; said again, the reason is the new one.
INSERT INTO programme_skip (programme, on_day, why, entered_by)
VALUES ($1, $2, $3, $4)
ON CONFLICT (programme, on_day) DO UPDATE
   SET why = excluded.why, entered_by = excluded.entered_by;

-- take_skip_back: Leave a day of a programme out no more.
DELETE FROM programme_skip
 WHERE programme = $1
   AND on_day = $2;
