-- save_department: Write a department of the catalogue; its telephone number is kept.
INSERT INTO department (id, name_zh, name_en)
VALUES ($1, $2, $3)
ON CONFLICT (id) DO UPDATE
   SET name_zh = excluded.name_zh, name_en = excluded.name_en;

-- departments: The ids of all departments.
SELECT id
  FROM department
 ORDER BY id;

-- add_catalogue: Keep one version of the catalogue as it was loaded.
INSERT INTO catalogue (version, loaded_at, loaded_by, body)
VALUES ($1, now(), $2, $3)
ON CONFLICT (version) DO NOTHING
RETURNING version;

-- add_catalogue_item: Keep what pages need to know of an item of a catalogue.
INSERT INTO catalogue_item (version, id, position, department, stage, name_zh, name_en, promised, unit)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- newest_catalogue: The version that was loaded last.
SELECT version, body
  FROM catalogue
 ORDER BY loaded_at DESC, version DESC
 LIMIT 1;

-- add_calendar: Publish a calendar under the next number.
INSERT INTO calendar (rev, published_at, published_by, years)
SELECT coalesce(max(rev), 0) + 1, now(), $1, $2
  FROM calendar
RETURNING rev;

-- newest_calendar: The calendar with the highest number.
SELECT rev, years
  FROM calendar
 ORDER BY rev DESC
 LIMIT 1;

-- calendars: All published calendars without their days, newest first.
SELECT rev, published_at, published_by
  FROM calendar
 ORDER BY rev DESC;

-- lock_reference: Let only one writer of reference data in until the transaction ends.
SELECT pg_advisory_xact_lock(20261125);
