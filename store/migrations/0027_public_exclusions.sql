-- For which reasons something was taken out of the figures, and when: no case, no body, no person.
CREATE VIEW public_exclusion AS
SELECT exclusion.reason, exclusion_decision.decided_at AS at
  FROM exclusion
  JOIN exclusion_decision ON exclusion_decision.exclusion = exclusion.id
 WHERE exclusion_decision.granted;

GRANT SELECT ON public_exclusion TO chengnuo_api, chengnuo_worker;
