-- Supervision: how much a detector could not look at, because what its definition asks for is not on record.

ALTER TABLE looked
    ADD COLUMN blind integer NOT NULL DEFAULT 0; -- nights before this have not counted it
