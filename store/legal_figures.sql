-- inquiries_asked: The inquiries of a period with their town, whatever became of them, whether the eight minutes were kept, and whether it helped.
SELECT legal_matter.channel,
       legal_matter.asked_at,
       coalesce(town_of_place.town, '') AS town,
       inquiry.kept,
       inquiry.answered_at,
       inquiry.helped,
       legal_case.ended_at IS NOT NULL AS ended
  FROM legal_matter
  LEFT JOIN legal_case ON legal_case.ref = legal_matter.ref
  LEFT JOIN inquiry ON inquiry.ref = legal_matter.ref
  LEFT JOIN town_of_place ON town_of_place.place = legal_matter.district
 WHERE legal_matter.service = 'inquiry'
   AND legal_matter.asked_at >= $1
   AND legal_matter.asked_at < $2;

-- referrals_made: The referrals of the inquiries of a period with their town, and what came of each first, empty where nothing has yet.
SELECT legal_matter.asked_at,
       coalesce(town_of_place.town, '') AS town,
       coalesce((
           SELECT later.kind
             FROM valid_event AS later
            WHERE later.ref = referred.ref
              AND later.n > referred.n
              AND later.kind IN ('taken', 'became', 'promise_over', 'withdrawn')
            ORDER BY later.n
            LIMIT 1), '') AS "then"
  FROM legal_matter
  JOIN inquiry ON inquiry.ref = legal_matter.ref
  JOIN valid_event AS referred ON referred.ref = legal_matter.ref AND referred.kind = 'referred'
  LEFT JOIN town_of_place ON town_of_place.place = legal_matter.district
 WHERE legal_matter.service = 'inquiry'
   AND legal_matter.asked_at >= $1
   AND legal_matter.asked_at < $2
   AND inquiry.referrals > 0;

-- aid_applied: The applications for legal aid that were received in a period, with their town, what was decided, and what became of a pledge.
SELECT legal_matter.kind,
       legal_matter.policy_version AS version,
       legal_matter.people AS groups,
       legal_matter.asked_at AS received_at,
       coalesce(town_of_place.town, '') AS town,
       coalesce(aid_application.decision, '') AS decision,
       aid_application.kept,
       aid_application.same_day,
       coalesce(legal_case.state, '') AS state,
       pledge.ref IS NOT NULL AS pledged,
       CASE WHEN NOT aid_application.verified THEN EXISTS (
           SELECT
             FROM valid_event AS found
            WHERE found.ref = legal_matter.ref
              AND found.kind = 'verified'
              AND objection_upheld(found.ref, found.n)) ELSE aid_application.verified END AS verified,
       EXISTS (
           SELECT
             FROM valid_event
            WHERE valid_event.ref = pledge.ref
              AND valid_event.kind = 'verify_over') AS verify_over
  FROM legal_matter
  LEFT JOIN legal_case ON legal_case.ref = legal_matter.ref
  LEFT JOIN pledge ON pledge.ref = legal_matter.ref
  LEFT JOIN aid_application ON aid_application.ref = legal_matter.ref
  LEFT JOIN town_of_place ON town_of_place.place = legal_matter.district
 WHERE legal_matter.service = 'aid'
   AND legal_matter.asked_at >= $1
   AND legal_matter.asked_at < $2;

-- activities_done: What was done on the local days of a period: visits and check-ups that were cases, work on legal aid, and what was entered by hand for no such case.
WITH worked AS (
       SELECT aid_application.ref, counted.kind, (coalesce(event.acted_at, event.at) AT TIME ZONE $3)::date AS "on"
         FROM aid_application
         JOIN valid_event AS event ON event.ref = aid_application.ref AND event.kind = 'worked'
         JOIN unnest($4::text[], $5::text[]) AS counted (work, kind) ON counted.work = event.what
        WHERE aid_application.works > 0),
     done AS (
       SELECT 'visit' AS kind, (home_visit.visited_at AT TIME ZONE $3)::date AS "on", legal_matter.district AS body,
              1 AS count, 0 AS audience
         FROM home_visit
         JOIN legal_matter ON legal_matter.ref = home_visit.ref
        UNION ALL
       SELECT 'checkup', (checkup.reported_at AT TIME ZONE $3)::date, legal_matter.district, 1, 0
         FROM checkup
         JOIN legal_matter ON legal_matter.ref = checkup.ref
        UNION ALL
       SELECT worked.kind, worked."on", legal_matter.district, 1, 0
         FROM worked
         JOIN legal_matter ON legal_matter.ref = worked.ref
        UNION ALL
       SELECT legal_activity.kind, legal_activity.on_day, coalesce(legal_place.body, ''), legal_activity.count,
              coalesce(legal_activity.audience, 0)
         FROM legal_activity
         JOIN legal_place ON legal_place.id = legal_activity.place
        WHERE legal_activity.ended_at IS NULL
          AND NOT (legal_activity.kind = 'visit' AND EXISTS (
              SELECT FROM home_visit WHERE home_visit.ref = legal_activity.ref AND home_visit.visited_at IS NOT NULL))
          AND NOT (legal_activity.kind = 'checkup' AND EXISTS (
              SELECT FROM checkup WHERE checkup.ref = legal_activity.ref AND checkup.reported_at IS NOT NULL))
          AND NOT EXISTS (
              SELECT FROM worked WHERE worked.ref = legal_activity.ref AND worked.kind = legal_activity.kind))
SELECT done.kind,
       done."on",
       coalesce(town_of_place.town, '') AS town,
       done.count,
       done.audience
  FROM done
  LEFT JOIN town_of_place ON town_of_place.place = done.body
 WHERE done."on" >= $1
   AND done."on" < $2;
