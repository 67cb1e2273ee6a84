"""Counters of privacy: who has read what, what is erased when, and what somebody may take along of their own."""
