-- note_readings: Write down that somebody has read what is personal to these, and why.
INSERT INTO access_log (reader, role, why, what, ref, whose)
SELECT $1, $2, $3, $4, read.ref, read.whose
  FROM unnest($5::text[], $6::text[]) AS read (ref, whose);

-- readings_listed: Who has read personal data, the newest first, before one of them: of a case, of a person, by a reader, or all.
SELECT n, at, reader, role, why, what, ref, whose
  FROM access_log
 WHERE ($1 = '' OR ref = $1)
   AND ($2 = '' OR whose = $2)
   AND ($3 = '' OR reader = $3)
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = access_log.ref AND accused = $6) -- whoever works there learns of none
   AND ($4::bigint IS NULL OR n < $4)
 ORDER BY n DESC
 LIMIT $5;
