-- add_sample_shift: Put somebody of the sample on duty, once; a shift that was ended does not come back.
INSERT INTO duty (id, department, person, from_at, until_at, entered_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO NOTHING;
