"""Joint supervision: complaints, credit marks and risk warnings about a project or a company in one view, with rights per field."""
