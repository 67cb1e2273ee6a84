-- add_activity: Count what was done; the same kind, day, place, person and evidence a second time is dropped, and so is a known id.
INSERT INTO legal_activity (id, kind, on_day, place, count, audience, evidence, person, ref, entered_by, entered_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT DO NOTHING;

-- one_activity: An activity as it is entered.
SELECT id, kind, on_day, place, count, audience, evidence, person, ref, entered_by, entered_at, ended_at, why
  FROM legal_activity
 WHERE id = $1;

-- same_activity: What stands of a kind, day, place, person and evidence.
SELECT id, kind, on_day, place, count, audience, evidence, person, ref, entered_by, entered_at, ended_at, why
  FROM legal_activity
 WHERE kind = $1
   AND on_day = $2
   AND place = $3
   AND person = $4
   AND evidence = $5
   AND ended_at IS NULL;

-- end_activity: Take an activity back, once.
UPDATE legal_activity
   SET ended_at = $2, why = $3
 WHERE id = $1
   AND ended_at IS NULL;

-- list_activities: What was done in a period, of one kind and place and by one person or of all, the newest day first.
SELECT id, kind, on_day, place, count, audience, evidence, person, ref, entered_by, entered_at, ended_at, why
  FROM legal_activity
 WHERE on_day >= $1
   AND on_day < $2
   AND ($3 = '' OR kind = $3)
   AND ($4 = '' OR place = $4)
   AND ($5 = '' OR person = $5)
   AND ($6::date IS NULL OR (on_day, id) < ($6, $7))
 ORDER BY on_day DESC, id DESC
 LIMIT $8;

-- is_legal_place: Is there such a place of the legal circle?
SELECT count(*) > 0
  FROM legal_place
 WHERE id = $1;

-- is_legal_matter: Is there such a case of the legal circle?
SELECT count(*) > 0
  FROM legal_matter
 WHERE ref = $1;
