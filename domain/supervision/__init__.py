"""The law of supervision: detectors find what may be an abuse, and people judge it; nothing follows from a finding by itself."""
