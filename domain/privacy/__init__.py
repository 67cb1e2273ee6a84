"""The law of personal data: where it stands, how long it is kept, who has read it and why."""
