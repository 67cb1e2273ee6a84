-- own_projects: The projects of which a person is applicant or helper, after one of them: first where something waits for them, last what is over.
SELECT ref, name, site, phase, opened_at, completed_at, item_count, ended_count, correcting, ready, running, over_at, rank
  FROM (SELECT public_project.ref, public_project.name, public_project.site, phase, public_project.opened_at, completed_at,
               item_count, ended_count, correcting, ready, running, over_at,
               CASE WHEN phase <> 'open' THEN 3 WHEN correcting > 0 THEN 0 WHEN ready > 0 THEN 1 ELSE 2 END AS rank
          FROM public_project
          JOIN dossier ON dossier.ref = public_project.ref
         CROSS JOIN LATERAL (
               SELECT count(*) FILTER (WHERE state = 'correcting') AS correcting,
                      count(*) FILTER (WHERE state = 'ready') AS ready,
                      count(*) FILTER (WHERE state IN ('received', 'accepted', 'paused')) AS running,
                      min(item.over_at) FILTER (WHERE state = 'accepted') AS over_at
                 FROM item
                WHERE item.ref = public_project.ref) AS counted
         WHERE $1 IN (dossier.applicant, dossier.helper)) AS own
 WHERE (rank, ref) > ($2, $3)
 ORDER BY rank, ref
 LIMIT $4;

-- words_of_demands: What departments wrote beside what they asked the project side for, by the act with which they did.
SELECT DISTINCT demand.command, note.ref, note.body ->> 'remarks' AS remarks
  FROM demand
  JOIN note ON note.id = demand.command
 WHERE demand.ref = $1
   AND demand.refused = ''
   AND note.body ->> 'remarks' IS NOT NULL;
