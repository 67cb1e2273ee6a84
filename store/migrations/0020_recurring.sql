-- What is reported again and again, counted without reading words or telephone numbers.

-- How many whole days ago the same caller had reported something on the same topic, or from the same place; NULL: never. It is written with the
-- report, so that past figures stay as they are when the telephone number is erased.
ALTER TABLE complainant ADD COLUMN topic_again integer, ADD COLUMN place_again integer;

UPDATE complainant
   SET topic_again = again.topic, place_again = again.place
  FROM (
       SELECT later.id,
              min(extract(day FROM own.reported_at - earlier.reported_at))
                  FILTER (WHERE earlier.topic = own.topic AND own.topic <> '') AS topic,
              min(extract(day FROM own.reported_at - earlier.reported_at))
                  FILTER (WHERE earlier.district = own.district) AS place
         FROM complainant AS later
         JOIN report AS own ON own.ref = later.first_ref
         JOIN complainant AS former ON former.phone = later.phone AND former.id <> later.id
         JOIN report AS earlier ON earlier.ref = former.first_ref AND earlier.reported_at < own.reported_at
        GROUP BY later.id) AS again
 WHERE again.id = complainant.id
   AND (again.topic IS NOT NULL OR again.place IS NOT NULL);

CREATE INDEX complainant_again ON complainant (first_ref) INCLUDE (topic_again, place_again)
 WHERE topic_again IS NOT NULL OR place_again IS NOT NULL;
CREATE INDEX report_when ON report (reported_at) INCLUDE (topic, district, imported_at);
CREATE INDEX event_of_merger ON event (ref) WHERE kind = 'merged';
