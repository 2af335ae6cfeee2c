"""Labelled facts of forms: labels, where their values stand, whose they are."""
