-- plan: Keep what somebody has asked for that needs two, or keep it anew.
INSERT INTO account_plan (what, person, digest, made_by, made_at, expires_at, half)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (what, person, digest) DO UPDATE
   SET made_by = excluded.made_by, made_at = excluded.made_at, expires_at = excluded.expires_at, half = excluded.half;

-- take_plan: What another one has planned that is the same, which then is planned no more; not if they have left, may do it no more, or are reached as the second one is.
DELETE FROM account_plan
 USING person AS maker, person AS second
 WHERE account_plan.what = $1
   AND account_plan.person = $2
   AND account_plan.digest = $3
   AND account_plan.expires_at > $5
   AND maker.id = account_plan.made_by
   AND maker.id <> $4
   AND maker.left_at IS NULL
   AND maker.role = ANY ($6)
   AND second.id = $4
   AND maker.phone IS DISTINCT FROM coalesce(second.phone, '')
   AND maker.mail IS DISTINCT FROM coalesce(second.mail, '')
RETURNING account_plan.made_by, account_plan.half;

-- forget_plans: What was planned and nobody has agreed to in time.
DELETE FROM account_plan
 WHERE expires_at <= $1;
