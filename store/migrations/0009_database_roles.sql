-- Who may write what: the API cannot write what a case says of itself, and nobody can change or delete what happened.
--
-- The owner of the tables migrates. A server on which the owner may not make roles has them before: chengnuo_api and
-- chengnuo_worker, with or without LOGIN. A migration that makes a table afterwards grants what its readers need.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['chengnuo_api', 'chengnuo_worker'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another database of this server has just made it
            END;
        END IF;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO chengnuo_api, chengnuo_worker;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO chengnuo_api, chengnuo_worker;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO chengnuo_api, chengnuo_worker;

DO $$
DECLARE
    -- Written by cases only, through the worker.
    of_cases CONSTANT text[] := ARRAY[
        'project', 'item', 'run', 'command', 'request', 'custody', 'request_result', 'request_answer', 'request_call',
        'request_paper', 'legal_case', 'inquiry', 'aid_application', 'home_visit', 'checkup', 'checkup_finding', 'assignment'
    ];
    -- Never changed and never deleted, by whomever; of these the API may add to all but the first three.
    of_the_record CONSTANT text[] := ARRAY['event', 'leaf', 'root', 'fate', 'security_event', 'access_log', 'erasure'];
    name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration' LOOP
        IF name = ANY (of_the_record) THEN
            EXECUTE format('GRANT INSERT ON %I TO chengnuo_worker', name);
            IF array_position(of_the_record, name) > 3 THEN
                EXECUTE format('GRANT INSERT ON %I TO chengnuo_api', name);
            END IF;
        ELSE
            EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %I TO chengnuo_worker', name);
            IF name <> ALL (of_cases) THEN
                EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %I TO chengnuo_api', name);
            END IF;
        END IF;
    END LOOP;
END $$;

-- Two things come into being at a counter: requests that were over before there was a case, and whom the desk names for
-- a check-up. What only a case counts (n, epoch, seq) the API cannot fill there either.
GRANT INSERT (ref, state, kind, level, body, accepted_at, closed_at, outcome, road, complainants, ended_at, updated_at)
    ON request TO chengnuo_api;
GRANT INSERT (ref, n, service, person, how, since, accepted_at) ON assignment TO chengnuo_api;
