-- catalogues: The versions of the catalogue that were loaded last, the newest first.
SELECT version, loaded_at AS published_at, loaded_by AS published_by, body
  FROM catalogue
 ORDER BY loaded_at DESC, version DESC
 LIMIT $1;

-- calendar_texts: The calendars that were published last with all their year files, the newest first.
SELECT rev, published_at, published_by, years
  FROM calendar
 ORDER BY rev DESC
 LIMIT $1;

-- policies: The versions of a service's rules that were loaded last, the newest first.
SELECT version, loaded_at AS published_at, loaded_by AS published_by, body
  FROM policy
 WHERE service = $1
 ORDER BY loaded_at DESC, version DESC
 LIMIT $2;
