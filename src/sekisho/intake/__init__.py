"""Logs come in: what is received is kept as it came, and read as far as it can be."""
