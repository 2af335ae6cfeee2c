"""Stamps on a page: known, marked, and kept apart from its text."""
