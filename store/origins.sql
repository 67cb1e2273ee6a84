-- origin_of: The inquiry that a case came from: the case names it, or the inquiry has heard what it became.
SELECT legal_matter.ref, legal_matter.asked_at, inquiry.taken_at, inquiry.first_answer_at AS answered_at, inquiry.kept,
       legal_matter.policy_version
  FROM legal_matter
  JOIN inquiry ON inquiry.ref = legal_matter.ref
 WHERE legal_matter.ref = coalesce(
       (SELECT nullif(born.from_ref, '') FROM legal_matter AS born WHERE born.ref = $1),
       (SELECT went.ref FROM inquiry AS went WHERE went.became = $1 AND went.became <> '' ORDER BY went.ref LIMIT 1));
