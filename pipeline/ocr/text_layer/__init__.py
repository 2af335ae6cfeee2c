"""Text that a page brings along, believed only where it says what stands on the picture.

Scanners leave garbage layers: another page's, one without tone marks, one in the letters of an old
encoding (TCVN3, VNI), one that is shifted. So a layer is laid over the picture (`placement`) and
compared (`comparison`), line by line at its places, with a reading of our own: a quick one of a few
bands of the page, or the whole. What is drawn on a born-digital page is exact and replaces our
reading where the two agree; another program's reading of a scan only mends words that ours doubts
(`mending`).
"""
