-- add_dossier: Keep what the project side handed in, once only; a known project is left as it is.
INSERT INTO dossier (ref, print, name, site, project_type, land_mode, flags, rule_set, catalogue_version, applicant,
                     helper, opened_by, opened_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (ref) DO NOTHING;

-- dossier: What the project side handed in.
SELECT ref, print, name, site, project_type, land_mode, flags, rule_set, catalogue_version, applicant, helper,
       opened_by, opened_at
  FROM dossier
 WHERE ref = $1;

-- add_note: Keep what a person wrote; the same note a second time is dropped.
INSERT INTO note (id, ref, author, written_at, body)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO NOTHING;
