-- make_run: Give a run of the workflow its epoch, the next after all earlier runs; one that asked before them gets none.
INSERT INTO run (ref, run_id, epoch, first_n, asked_at)
SELECT $1, $2, coalesce(max(epoch), 0) + 1, $3, $4
  FROM run
 WHERE ref = $1
HAVING max(asked_at) IS NULL OR max(asked_at) <= $4
ON CONFLICT (ref, run_id) DO NOTHING;

-- epoch: The epoch of a run, 0 for one that came too late to get any.
SELECT coalesce(max(epoch), 0)
  FROM run
 WHERE ref = $1
   AND run_id = $2;

-- add_receipt: Keep the answer that a run gave to a command.
INSERT INTO command (ref, id, epoch, code, n, entered_at)
VALUES ($1, $2, $3, $4, $5, now())
ON CONFLICT (ref, id, epoch) DO NOTHING;

-- announce: Tell whoever listens that a case has moved on.
SELECT pg_notify('case_moved', $1 || ' ' || $2::text);
