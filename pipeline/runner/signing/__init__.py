"""Signatures that wait, signatures that can't be relied on."""
