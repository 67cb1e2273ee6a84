-- The API's role writes no case row at all. Two things that come into being at a counter go through functions of the owner,
-- which take only what a counter has: how an old request ended, and whom the desk names for a check-up.

-- Write how old requests ended; one that was not taken over, or that a case has begun, is refused by its key or left out.
CREATE FUNCTION take_over_requests(refs text[], states text[], kinds text[], levels text[], bodies text[],
                                   accepted timestamptz[], closed timestamptz[], outcomes text[], roads text[],
                                   counts integer[], ends timestamptz[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO request (ref, state, kind, level, body, accepted_at, closed_at, outcome, road, complainants, ended_at,
                         updated_at)
    SELECT old.ref, old.state, old.kind, old.level, old.body, old.accepted_at, old.closed_at, old.outcome, old.road,
           old.complainants, old.ended_at, now()
      FROM unnest(refs, states, kinds, levels, bodies, accepted, closed, outcomes, roads, counts, ends)
        AS old (ref, state, kind, level, body, accepted_at, closed_at, outcome, road, complainants, ended_at)
      JOIN report ON report.ref = old.ref AND report.imported_at IS NOT NULL
     WHERE old.state IN ('archived', 'advised', 'withdrawn')
$$;

-- Write whom the desk has named for a check-up that was ordered and has not begun; what is written stays.
CREATE FUNCTION name_for_checkup(ordered text, named text, at timestamptz)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO assignment (ref, n, service, person, how, since, accepted_at)
    SELECT legal_matter.ref, 1, legal_matter.service, named, 'designated', at, at
      FROM legal_matter
     WHERE legal_matter.ref = ordered
       AND legal_matter.service = 'checkup'
       AND NOT EXISTS (SELECT FROM legal_case WHERE legal_case.ref = ordered)
        ON CONFLICT DO NOTHING
$$;

REVOKE ALL ON FUNCTION take_over_requests, name_for_checkup FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_over_requests, name_for_checkup TO chengnuo_api;
REVOKE INSERT ON request, assignment FROM chengnuo_api; -- the columns that 0009 has granted go with it
