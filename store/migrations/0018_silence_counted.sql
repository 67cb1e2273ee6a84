-- What counts for the table of approvals by silence, so that a public page need not read every event there ever was.
CREATE INDEX event_of_silence ON event (at) WHERE kind IN ('approved_by_silence', 'revoked', 'approved');
