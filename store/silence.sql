-- silent_ahead: How many running items of each department silence approves between two instants; it approves those of which catalogue, rule set and id are given.
SELECT item.department, count(*)::integer AS items
  FROM item
  JOIN dossier ON dossier.ref = item.ref
 WHERE item.state = 'accepted'
   AND coalesce(item.over_at, 'infinity') > $1
   AND coalesce(item.over_at, 'infinity') <= $2
   AND NOT item.revoked
   AND NOT item.provisional
   AND (dossier.catalogue_version, dossier.rule_set, item.id)
    IN (SELECT * FROM unnest($3::text[], $4::text[], $5::text[]))
 GROUP BY item.department
 ORDER BY item.department;

-- tell_ahead: Let the head of a department, or without one those who oversee all, know how many items silence approves until a day; once on a day.
INSERT INTO notice (ref, item, cycle, step, not_before, expires_at, due_on, "left", unit, silence, body, created_at,
                    next_at)
VALUES ($1, $2, $1, $3, $4, $5, $6, $7, 'd', 'nothing', $2, $4, $4)
ON CONFLICT (ref, item, cycle, step) DO NOTHING;

-- unreviewed: Approvals by silence that nobody has confirmed or revoked, of a department or of all, the oldest first, after one of them.
SELECT deemed.ref, dossier.name AS project, deemed.item, catalogue_item.name_zh, catalogue_item.name_en,
       item.department AS body, department.name_zh AS body_zh, department.name_en AS body_en, deemed.at AS deemed_at
  FROM valid_event AS deemed
  JOIN item ON item.ref = deemed.ref AND item.id = deemed.item
  JOIN dossier ON dossier.ref = deemed.ref
  JOIN catalogue_item ON catalogue_item.version = dossier.catalogue_version AND catalogue_item.id = deemed.item
  JOIN department ON department.id = item.department
 WHERE deemed.kind = 'approved_by_silence'
   AND ($1 = '' OR item.department = $1)
   AND NOT EXISTS (
       SELECT
         FROM valid_event AS later
        WHERE later.ref = deemed.ref
          AND later.item = deemed.item
          AND later.n > deemed.n
          AND later.kind IN ('reviewed', 'revoked'))
   AND (deemed.at, deemed.ref, deemed.item) > (coalesce($2::timestamptz, '-infinity'), $3, $4)
 ORDER BY deemed.at, deemed.ref, deemed.item
 LIMIT $5;
