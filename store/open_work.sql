-- open_work: Everything that a person has in hand.
SELECT 'item' AS kind, ref, id AS item, department AS body
  FROM item
 WHERE officer = $1
   AND state IN ('received', 'correcting', 'accepted', 'paused')
 UNION ALL
SELECT 'request', ref, '', body
  FROM request
 WHERE owner = $1
   AND state IN ('handling', 'paused')
 UNION ALL
SELECT 'legal', ref, '', ''
  FROM legal_case
 WHERE holder = $1
   AND ended_at IS NULL
 UNION ALL
SELECT 'programme', id, '', ''
  FROM programme
 WHERE host = $1
 ORDER BY 1, 2, 3;
