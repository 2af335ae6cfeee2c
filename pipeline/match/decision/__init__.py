"""Matched, review or none."""
