-- next_request_number: The next number of the sequence by which requests are named.
SELECT nextval('request_number');

-- add_report: Keep what a citizen handed in, once under a key and once under the city's number.
INSERT INTO report (ref, print, key, source, external_no, topic, text, district, address, lat, lon, language, outer_due,
                    policy_version, taken_by, reported_at, imported_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT DO NOTHING;

-- same_report: What is kept under a ref, a key, or a number of somebody else's.
SELECT ref, print, key, source, external_no, topic, text, district, address, lat, lon, language, outer_due,
       policy_version, taken_by, reported_at, imported_at
  FROM report
 WHERE ref = $1
    OR key = $2
    OR (source = $3 AND external_no = $4)
 ORDER BY ref = $1 DESC
 LIMIT 1;

-- add_complainant: Keep who handed something in, and how many days ago the same telephone number had reported something on the same topic or from the same place; the same one a second time is dropped.
INSERT INTO complainant (topic_again, place_again, id, ref, first_ref, name, phone, mail, language, code, made_at)
SELECT min(extract(day FROM own.reported_at - earlier.reported_at))
           FILTER (WHERE earlier.topic = own.topic AND own.topic <> ''),
       min(extract(day FROM own.reported_at - earlier.reported_at)) FILTER (WHERE earlier.district = own.district),
       $1, $2, $3, $4, $5, $6, $7, $8, $9
  FROM report AS own
  LEFT JOIN complainant AS former ON former.phone = $5
  LEFT JOIN report AS earlier ON earlier.ref = former.first_ref AND earlier.reported_at < own.reported_at
 WHERE own.ref = $3
ON CONFLICT (id) DO NOTHING;

-- one_complainant: Who handed something in.
SELECT id, ref, first_ref, name, phone, mail, language, code, made_at
  FROM complainant
 WHERE id = $1;

-- known_numbers: Which of these numbers of other systems are known.
SELECT report.source, report.external_no
  FROM unnest($1::text[], $2::text[]) AS wanted (source, external_no)
  JOIN report ON report.source = wanted.source AND report.external_no = wanted.external_no;

-- take_numbers: So many numbers of the sequence by which requests are named.
SELECT nextval('request_number') AS place
  FROM generate_series(1, $1::integer);

-- add_old_reports: Keep what was handed in long ago; what somebody has just kept is left as it is.
INSERT INTO report (ref, print, source, external_no, topic, text, district, address, lat, lon, language, policy_version,
                    reported_at, imported_at)
SELECT old.ref, '', old.source, old.external_no, old.topic, old.text, old.district, old.address, old.lat, old.lon,
       old.language, '', old.reported_at, now()
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::double precision[], $9::double precision[], $10::text[], $11::timestamptz[])
    AS old (ref, source, external_no, topic, text, district, address, lat, lon, language, reported_at)
ON CONFLICT DO NOTHING
RETURNING ref;

-- add_old_requests: Write how old requests ended, of those only that were just taken over; nothing wakes them.
SELECT take_over_requests($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- unbegun_reports: What is kept and has no case, older than an instant: its start has failed, and its sender has not come again.
SELECT report.ref, report.print, report.key, report.source, report.external_no, report.topic, report.text, report.district,
       report.address, report.lat, report.lon, report.language, report.outer_due, report.policy_version, report.taken_by,
       report.reported_at, report.imported_at
  FROM report
  LEFT JOIN request ON request.ref = report.ref
 WHERE request.ref IS NULL
   AND report.imported_at IS NULL
   AND report.reported_at < $1
 ORDER BY report.reported_at
 LIMIT $2;
