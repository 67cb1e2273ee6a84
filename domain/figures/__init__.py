"""Figures: what is counted, of what, and when; every one a definition as data, computed from the record alone."""
