"""Rates by unit, lineage, procedure and month; at which pace they rise, and what helps most."""
