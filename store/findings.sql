-- detectors_counted: What each detector has looked at and found, and how its findings stand, as of all nights so far.
WITH stood AS (
    SELECT finding.detector, coalesce(newest.verdict, 'open') AS state
      FROM finding
      LEFT JOIN LATERAL (
           SELECT verdict FROM judgement WHERE judgement.finding = finding.id ORDER BY judgement.id DESC LIMIT 1) AS newest ON true
     WHERE ($1::text = '' OR finding.body = $1)
       AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = finding.ref AND accused = $2)),
found AS (
    SELECT detector, count(*) AS found, count(*) FILTER (WHERE state = 'open') AS open,
           count(*) FILTER (WHERE state = 'heard') AS heard, count(*) FILTER (WHERE state = 'explained') AS explained,
           count(*) FILTER (WHERE state = 'confirmed') AS confirmed, count(*) FILTER (WHERE state = 'dismissed') AS dismissed
      FROM stood
     GROUP BY detector),
looks AS (
    SELECT detector, sum(looks)::bigint AS looks, sum(blind)::bigint AS blind
      FROM looked
     GROUP BY detector)
SELECT coalesce(found.detector, looks.detector) AS detector, coalesce(looks.looks, 0) AS looks,
       coalesce(looks.blind, 0) AS blind,
       coalesce(found.found, 0) AS found, coalesce(found.open, 0) AS open, coalesce(found.heard, 0) AS heard,
       coalesce(found.explained, 0) AS explained, coalesce(found.confirmed, 0) AS confirmed,
       coalesce(found.dismissed, 0) AS dismissed
  FROM found
  FULL JOIN looks ON looks.detector = found.detector;

-- list_findings: Findings, with nothing of requests that complain of one body, the last that were found first, before one of them; by detector, state and body where these are given.
SELECT finding.id, finding.detector, finding.version, finding.ref, finding.part, finding.at, finding.body,
       coalesce(department.name_zh, '') AS body_zh, coalesce(department.name_en, '') AS body_en, evidence_without(finding.evidence, $6) AS evidence,
       finding.found_at, coalesce(newest.verdict, 'open') AS state
  FROM finding
  LEFT JOIN department ON department.id = finding.body
  LEFT JOIN LATERAL (
       SELECT verdict FROM judgement WHERE judgement.finding = finding.id ORDER BY judgement.id DESC LIMIT 1) AS newest ON true
 WHERE ($1::text = '' OR finding.detector = $1)
   AND ($2::text = '' OR coalesce(newest.verdict, 'open') = $2)
   AND ($3::text = '' OR finding.body = $3)
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = finding.ref AND accused = $6) -- whoever works there learns of none
   AND ($4::bigint = 0 OR finding.id < $4)
 ORDER BY finding.id DESC
 LIMIT $5;

-- one_finding: One finding as it stands.
SELECT finding.id, finding.detector, finding.version, finding.ref, finding.part, finding.at, finding.body,
       coalesce(department.name_zh, '') AS body_zh, coalesce(department.name_en, '') AS body_en, evidence_without(finding.evidence, $2) AS evidence,
       finding.found_at, coalesce(newest.verdict, 'open') AS state
  FROM finding
  LEFT JOIN department ON department.id = finding.body
  LEFT JOIN LATERAL (
       SELECT verdict FROM judgement WHERE judgement.finding = finding.id ORDER BY judgement.id DESC LIMIT 1) AS newest ON true
 WHERE finding.id = $1
   AND NOT EXISTS (SELECT FROM off_list_demand WHERE off_list_demand.ref = finding.ref AND accused = $2);

-- judgements_of: What was said of a finding with the reasons, the newest first.
SELECT judgement.verdict, judgement.judged_by, judgement.judged_at, coalesce(note.body ->> 'reason', '') AS reason, note.ref
  FROM judgement
  JOIN note ON note.id = judgement.note
 WHERE judgement.finding = $1
 ORDER BY judgement.id DESC;

-- add_judgement: Say something of a finding; the same note a second time is dropped.
INSERT INTO judgement (finding, verdict, judged_by, judged_at, note)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (note) DO NOTHING;
