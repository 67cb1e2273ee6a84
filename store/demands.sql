-- add_demand: Write what is demanded with an act, or why it may not be; the same a second time is dropped.
INSERT INTO demand (ref, command, material, refused, item, department, asked_by, asked_at, defect)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (ref, command, material, refused) DO NOTHING;

-- was_demanded: Was this demanded with this act before, and not refused?
SELECT EXISTS (SELECT FROM demand WHERE ref = $1 AND command = $2 AND refused = '');

-- demands_of: What was demanded of a project, the oldest first: by acts that the case has obeyed, or in vain.
SELECT demand.ref, demand.item, demand.department, demand.material, demand.refused, demand.asked_by, demand.asked_at,
       demand.command, demand.defect
  FROM demand
 WHERE demand.ref = $1
   AND (demand.refused <> ''
        OR EXISTS (
           SELECT
             FROM command
            WHERE command.ref = demand.ref
              AND command.id = demand.command
              AND coalesce(command.code, '') = ''))
 ORDER BY demand.asked_at, demand.command, demand.material;

-- refused_demands: Demands that were refused, the newest first, before one of them.
SELECT ref, item, department, material, refused, asked_by, asked_at, command, defect
  FROM demand
 WHERE refused <> ''
   AND asked_at <= coalesce($1::timestamptz, 'infinity')
   AND (asked_at < coalesce($1, 'infinity') OR (ref, command, material) > ($2, $3, $4))
 ORDER BY asked_at DESC, ref, command, material
 LIMIT $5;
