"""The counters of the eight-minute legal service circle."""
