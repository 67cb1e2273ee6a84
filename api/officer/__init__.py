"""The rooms of a department: its open items, one item with all that decides it, and what is coming."""
