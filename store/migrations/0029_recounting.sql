-- What the nightly recount reads: the record by when a thing was true, and alarms by when they were found.

CREATE INDEX event_happened ON event (at);
CREATE INDEX figure_alarm_found ON figure_alarm (found_at);
