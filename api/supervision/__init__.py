"""The room of supervision: what detectors have found, and what people judge of it."""
