"""Measures what the README states (`python -m bench`), on servers and with workers of its own."""
