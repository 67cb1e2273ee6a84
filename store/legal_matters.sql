-- next_legal_number: The next number of the sequence by which cases of the legal circle are named.
SELECT nextval('legal_number');

-- add_matter: Keep what somebody handed in, once under a key.
INSERT INTO legal_matter (ref, print, key, service, channel, text, district, address, lat, lon, language, field, kind,
                          people, other_side, company, campaign, from_ref, taken_by, policy_version, asked_at, first_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
ON CONFLICT DO NOTHING;

-- same_matter: What is kept under a ref or a key.
SELECT ref, print, key, service, channel, text, district, address, lat, lon, language, field, kind, people, other_side,
       company, campaign, from_ref, taken_by, policy_version, asked_at, first_at
  FROM legal_matter
 WHERE ref = $1
    OR key = $2
 ORDER BY ref = $1 DESC
 LIMIT 1;

-- unbegun_matters: What is kept and has no case, older than an instant: its start has failed, and its sender has not come again.
SELECT legal_matter.ref, legal_matter.print, legal_matter.key, legal_matter.service, legal_matter.channel,
       legal_matter.text, legal_matter.district, legal_matter.address, legal_matter.lat, legal_matter.lon,
       legal_matter.language, legal_matter.field, legal_matter.kind, legal_matter.people, legal_matter.other_side,
       legal_matter.company, legal_matter.campaign, legal_matter.from_ref, legal_matter.taken_by,
       legal_matter.policy_version, legal_matter.asked_at, legal_matter.first_at
  FROM legal_matter
  LEFT JOIN legal_case ON legal_case.ref = legal_matter.ref
 WHERE legal_case.ref IS NULL
   AND legal_matter.asked_at < $1
 ORDER BY legal_matter.asked_at, legal_matter.ref
 LIMIT $2;

-- add_asker: Keep who asked; the same one a second time is dropped.
INSERT INTO asker (id, ref, name, phone, mail, language, code, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO NOTHING;

-- one_asker: Who asked.
SELECT id, ref, name, phone, mail, language, code, made_at
  FROM asker
 WHERE id = $1;

-- asker_by_code: Who asked under this number and has this query code, or got a letter with it.
SELECT id, ref, name, phone, mail, language, code, made_at
  FROM asker
 WHERE ref = $1
   AND (code = $2 OR EXISTS (
       SELECT
         FROM letter
        WHERE letter.code = $2
          AND letter.recipient = 'caller:' || asker.id))
 ORDER BY id
 LIMIT 1;

-- add_pledge: Keep the pledge of an applicant.
INSERT INTO pledge (ref, means, waived, may_check, spoken, witness, pledged_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (ref) DO NOTHING;

-- pledge_of: The pledge that came with an application.
SELECT ref, means, waived, may_check, spoken, witness, pledged_at
  FROM pledge
 WHERE ref = $1;

-- false_pledge_at: When a pledge of the same person was last found false and no objection was upheld; what has this key is not looked at.
SELECT max(found.at)
  FROM asker
  JOIN legal_matter ON legal_matter.ref = asker.ref
  JOIN valid_event AS found ON found.ref = asker.ref
 WHERE (asker.phone = $1 OR lower(asker.mail) = lower($2))
   AND (asker.name = $3 OR asker.name = '' OR $3 = '')
   AND legal_matter.key IS DISTINCT FROM $4
   AND found.kind = 'verified'
   AND found.what = 'false'
   AND NOT objection_upheld(found.ref, found.n);

-- add_bar: Keep that somebody of the pool stands on the other side of a case.
INSERT INTO legal_bar (ref, person)
VALUES ($1, $2)
ON CONFLICT DO NOTHING;

-- carry_bars: Keep whoever has declined or handed on the case that this one came from for this reason, or is ruled out there, as barred from this one too.
INSERT INTO legal_bar (ref, person)
SELECT $1, person
  FROM legal_person
 WHERE person IN (SELECT person FROM assignment WHERE ref = $2 AND reason = $3)
    OR person IN (SELECT unnest(ruled_out) FROM legal_case WHERE ref = $2)
ON CONFLICT DO NOTHING;

-- bars_of: Who of the pool stands on the other side of a case.
SELECT person
  FROM legal_bar
 WHERE ref = $1
 ORDER BY person;
