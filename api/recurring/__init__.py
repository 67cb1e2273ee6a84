"""Counters of what is reported again and again: the figures, their cases, the map of villages."""
