"""Pages that go into the archival file as they are: with their own text, fonts and pictures.

Only what is known to fit PDF/A-2u is taken over, part by part, into a PDF of the page alone. One
thing that is not on the list, and the page is drawn instead; `why.WhyDrawn` says which it was.
"""
