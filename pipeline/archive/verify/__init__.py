"""Judging signatures and files: those that we wrote and those that arrived signed."""
