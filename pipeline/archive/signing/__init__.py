"""Signatures: keys, profiles, levels and what makes the signature."""
