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

-- add_calendar: Publish a calendar under the next number.
INSERT INTO calendar (rev, published_at, published_by, years)
SELECT coalesce(max(rev), 0) + 1, now(), $1, $2
  FROM calendar
RETURNING rev;

-- calendar_files: The year files of one published calendar.
SELECT years
  FROM calendar
 WHERE rev = $1;

-- newest_versions: The version of the newest catalogue and the number of the newest calendar, where there is one.
SELECT (SELECT version FROM catalogue ORDER BY loaded_at DESC, version DESC LIMIT 1),
       (SELECT max(rev) FROM calendar);

-- catalogue_text: The text of one version of the catalogue.
SELECT body
  FROM catalogue
 WHERE version = $1;

-- calendars: All published calendars without their days, newest first.
SELECT rev, published_at, published_by
  FROM calendar
 ORDER BY rev DESC;

-- lock_reference: Let only one writer of reference data in until the transaction ends.
SELECT pg_advisory_xact_lock(20261125);
