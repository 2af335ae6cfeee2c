"""Labelled samples of document types: pages with what must be read from them, and how a reading
compares."""
