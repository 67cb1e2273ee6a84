"""Counters for documents: handed in once, in pieces, and used by every department of the project."""
