-- open_work: Everything that a person has in hand at an instant, or will have by a roster, but for requests that complain of one body; the local day is the first on which others may advise a village.
SELECT 'item' AS kind, ref, id AS item, department AS body
  FROM item
 WHERE officer = $1
   AND state IN ('received', 'correcting', 'accepted', 'paused')
 UNION ALL
SELECT 'request', ref, '', body
  FROM request
 WHERE owner = $1
   AND state IN ('handling', 'paused')
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = request.ref AND accused = $4) -- whoever works there learns of none
 UNION ALL
SELECT 'legal', ref, '', ''
  FROM legal_case
 WHERE ended_at IS NULL
   AND (holder = $1 OR EXISTS (
       SELECT
         FROM assignment
        WHERE assignment.ref = legal_case.ref
          AND assignment.person = $1
          AND assignment.until IS NULL))
 UNION ALL
SELECT 'programme', id, '', ''
  FROM programme
 WHERE host = $1
 UNION ALL
SELECT 'village', village, from_on::text, ''
  FROM village_adviser
 WHERE person = $1
   AND coalesce(until_on, 'infinity') > $3
 UNION ALL
SELECT 'duty', id::text, '', department
  FROM duty
 WHERE person = $1
   AND until_at > $2
 UNION ALL
SELECT 'stand_in', absence.id::text, '', coalesce(person.department, '')
  FROM absence
  JOIN person ON person.id = absence.person AND person.left_at IS NULL
 WHERE absence.stand_in = $1
   AND absence.until_at > $2
 ORDER BY 1, 2, 3;
