"""Readings for others: hOCR for programs, a picture with the words drawn in for the eye."""
