-- add_erasure_plan: Keep what somebody proposes to erase.
INSERT INTO erasure_plan (version, made_by, made_at)
VALUES ($1, $2, $3)
RETURNING id;

-- add_plan_cases: Keep the cases of a plan.
INSERT INTO erasure_plan_case (plan, ref, kept, ended_at)
SELECT $1, wanted.ref, wanted.kept, wanted.ended_at
  FROM unnest($2::text[], $3::text[], $4::timestamptz[]) AS wanted (ref, kept, ended_at);

-- add_plan_line: Keep how many rows of a table a plan would empty, and which.
INSERT INTO erasure_plan_line (plan, table_name, kept, of_cases, before, rows, digest)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- lock_plans: Let nobody else make or drop a plan until the transaction ends.
SELECT pg_advisory_xact_lock(hashtext('erasure_plan'));

-- lock_erasure_plan: How a plan stands, locked.
SELECT id, version, made_by, made_at, approved_by, approved_at, confirmed_by, confirmed_at, dropped_at
  FROM erasure_plan
 WHERE id = $1
   FOR UPDATE;

-- open_plans: Plans that nobody has confirmed and no newer one has replaced, the newest first.
SELECT id, version, made_by, made_at, approved_by, approved_at, confirmed_by, confirmed_at, dropped_at
  FROM erasure_plan
 WHERE confirmed_at IS NULL
   AND dropped_at IS NULL
 ORDER BY made_at DESC, id
 LIMIT $1;

-- planned_cases: What cases a plan would erase.
SELECT ref, kept, ended_at
  FROM erasure_plan_case
 WHERE plan = $1
 ORDER BY ended_at, ref;

-- planned_lines: What rows a plan would empty.
SELECT table_name, kept, of_cases, before, rows, digest
  FROM erasure_plan_line
 WHERE plan = $1
 ORDER BY of_cases DESC, table_name, kept;

-- approve_erasure_plan: Note who is the first of two to say yes to a plan of the night.
UPDATE erasure_plan
   SET approved_by = $2, approved_at = $3
 WHERE id = $1;

-- confirm_erasure_plan: Note who has confirmed a plan.
UPDATE erasure_plan
   SET confirmed_by = $2, confirmed_at = $3
 WHERE id = $1;

-- tell_of_plan: Let those who may say yes know that the night has made a plan.
INSERT INTO notice (ref, item, cycle, step, not_before, expires_at, "left", unit, silence, created_at, next_at)
VALUES ('retention', '', $1, 'erasure', $2, $2::timestamptz + interval '7 days', 0, 'd', 'nothing', $2, $2);

-- drop_plans: Let a new plan take the place of those of earlier nights to which nobody has said yes.
UPDATE erasure_plan
   SET dropped_at = $2
 WHERE made_by = $1
   AND approved_at IS NULL
   AND confirmed_at IS NULL
   AND dropped_at IS NULL;
