-- add_aid_papers: Keep what came with an application for legal aid, once.
INSERT INTO aid_papers (ref, proofs, limit_on)
VALUES ($1, $2, $3)
ON CONFLICT (ref) DO NOTHING;

-- aid_papers_of: What came with an application for legal aid.
SELECT ref, proofs, limit_on
  FROM aid_papers
 WHERE ref = $1;
