"""The rooms of the hotline's people: the dispatchers' queue, one request with all that can be done, calls, and what a body handles."""
