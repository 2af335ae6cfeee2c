"""The review table as people use it: an XLSX or CSV is written, filled in, and read back.

`columns` names its columns, `lines` says what stands in a row, `workbook` and `delimited` write
it, `reading` takes decisions out of it, `filled` carries them over into a new one.
"""
