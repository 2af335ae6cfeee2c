"""Readings made comparable: folding, names, dates, numbers, gender, amounts.

Every function takes text as OCR read it and gives the normal form, or None where the text is no
such thing; nothing is guessed that the letters do not show.
"""
