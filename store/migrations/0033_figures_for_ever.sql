-- Figures: they mean the same as of any instant, and what nobody answered is counted among closings.

-- Requests keep the town and the level of their body for ever: who moves or becomes another kind of body ends, and comes back under a new id.
CREATE FUNCTION refuse_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'body % is a % of %: one that moves or becomes another kind ends, and its successor has an id of its own',
                    OLD.id, OLD.kind, coalesce(OLD.parent, 'the banner');
END $$;
CREATE TRIGGER department_stays BEFORE UPDATE ON department FOR EACH ROW
    WHEN ((OLD.kind, OLD.parent) IS DISTINCT FROM (NEW.kind, NEW.parent))
    EXECUTE FUNCTION refuse_move();

-- What a finding names besides, without the requests that complain of a body.
CREATE FUNCTION evidence_without(evidence jsonb, accused_body text) RETURNS jsonb LANGUAGE sql STABLE AS $$
SELECT CASE WHEN evidence ? 'others' THEN jsonb_set(evidence, '{others}', (
       SELECT coalesce(jsonb_agg(other ORDER BY place), '[]')
         FROM jsonb_array_elements_text(evidence -> 'others') WITH ORDINALITY AS named (other, place)
        WHERE NOT EXISTS (
              SELECT
                FROM off_list_demand
               WHERE off_list_demand.ref = split_part(other, ' ', 1)
                 AND off_list_demand.accused = accused_body)))
       ELSE evidence END
$$;

-- A follow-up says whether it stands for its closing: all facts are made anew.
DELETE FROM folded;
