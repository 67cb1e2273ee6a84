-- ask_exclusion: Ask that a fact be taken out of the figures, if there is one, of some subjects ($7) or of one body ($8); the id of what is asked.
INSERT INTO exclusion (subject, ref, part, reason, asked_by, asked_at)
SELECT subject, ref, part, $4, $5, $6
  FROM fact
 WHERE subject = $1
   AND ref = $2
   AND part = $3
   AND (subject = ANY ($7::text[]) OR body = nullif($8, ''))
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = fact.ref AND accused = $9) -- whoever works there learns of none
RETURNING id;

-- decide_exclusion: Say yes or no to what somebody else has asked; nothing if it is decided already, or was asked by oneself.
INSERT INTO exclusion_decision (exclusion, granted, decided_by, decided_at)
SELECT id, $2, $3, $4
  FROM exclusion
 WHERE id = $1
   AND asked_by <> $3
    ON CONFLICT DO NOTHING
RETURNING exclusion;

-- exclusions: What is asked to be taken out, of some subjects ($5) or of one body ($6), and is decided or not ($1), with what was said to it; the newest first, after one of them.
SELECT exclusion.id, exclusion.subject, exclusion.ref, exclusion.part, exclusion.reason, exclusion.asked_by,
       exclusion.asked_at, exclusion_decision.granted, exclusion_decision.decided_by, exclusion_decision.decided_at
  FROM exclusion
  LEFT JOIN exclusion_decision ON exclusion_decision.exclusion = exclusion.id
 WHERE (exclusion_decision.decided_at IS NOT NULL) = $1
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = exclusion.ref AND accused = $7) -- whoever works there learns of none
   AND (exclusion.subject = ANY ($5::text[])
        OR EXISTS (
           SELECT
             FROM fact
            WHERE (fact.subject, fact.ref, fact.part) = (exclusion.subject, exclusion.ref, exclusion.part)
              AND fact.body = nullif($6, '')))
   AND ($2::timestamptz IS NULL OR (exclusion.asked_at, exclusion.id::text) < ($2, $3))
 ORDER BY exclusion.asked_at DESC, exclusion.id::text DESC
 LIMIT $4;

-- exclusion: One of them, of some subjects ($2) or of one body ($3), but for requests that complain of one body ($4).
SELECT exclusion.id, exclusion.subject, exclusion.ref, exclusion.part, exclusion.reason, exclusion.asked_by,
       exclusion.asked_at, exclusion_decision.granted, exclusion_decision.decided_by, exclusion_decision.decided_at
  FROM exclusion
  LEFT JOIN exclusion_decision ON exclusion_decision.exclusion = exclusion.id
 WHERE exclusion.id = $1
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = exclusion.ref AND accused = $4) -- whoever works there learns of none
   AND (exclusion.subject = ANY ($2::text[])
        OR EXISTS (
           SELECT
             FROM fact
            WHERE (fact.subject, fact.ref, fact.part) = (exclusion.subject, exclusion.ref, exclusion.part)
              AND fact.body = nullif($3, '')));

-- excluded_until: Which facts of cases were taken out until an instant.
SELECT exclusion.subject, exclusion.ref, exclusion.part
  FROM exclusion
  JOIN exclusion_decision ON exclusion_decision.exclusion = exclusion.id AND exclusion_decision.granted
 WHERE exclusion.ref = ANY ($1::text[])
   AND exclusion_decision.decided_at <= $2;
