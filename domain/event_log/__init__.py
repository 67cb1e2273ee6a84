"""The record as a log for process mining, in the two forms that its tools read."""
