"""The law of documents: which files are taken, what they may be called, and what they must not hide."""
