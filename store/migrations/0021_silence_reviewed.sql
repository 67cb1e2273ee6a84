-- Reviews count in the table of approvals by silence, so its index knows them too.
DROP INDEX event_of_silence;
CREATE INDEX event_of_silence ON event (at) WHERE kind IN ('approved_by_silence', 'reviewed', 'revoked', 'approved');
