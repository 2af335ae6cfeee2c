"""How a page is read: recognition engines behind one protocol, and what they are made of.

From the ground up: `language` (what is a Vietnamese word), `segmentation` (where rows of words
stand), `arbitration` (what was read on a row, and whose reading is kept), `asternet` and
`tesseract` (the recognisers), `checks` (what is held against a reading), `engines` (a page from
end to end), `export` (readings for other programs and for the eye).
"""
