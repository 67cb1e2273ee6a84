"""The rooms of those who work in the legal circle: lawyers, clerks, the director."""
