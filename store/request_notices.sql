-- add_request_notice: Write down what a request has to say; said again, it is told again if the request took it back or means others.
INSERT INTO notice (ref, item, cycle, step, not_before, expires_at, due_at, "left", unit, silence, body, owner, complainant,
                    created_at, next_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'min', 'nothing', $9, $10, $11, $12, $5)
ON CONFLICT (ref, item, cycle, step) DO UPDATE
   SET state = 'open', rung = 0, next_at = excluded.not_before, not_before = excluded.not_before,
       expires_at = excluded.expires_at, due_at = excluded.due_at, "left" = excluded."left", body = excluded.body,
       owner = excluded.owner, complainant = excluded.complainant, created_at = excluded.created_at, ended_at = NULL, why = NULL
 WHERE (notice.state = 'ended' AND notice.why = 'case_moved')
    OR (notice.state <> 'ended' AND (notice.body, notice.owner) <> (excluded.body, excluded.owner));
