"""Tables that come from outside: delimited text, XLSX and Parquet, one reader for all of them.

`kinds` says what a file is by its content, `delimited` and `workbook` give its rows, `grid` puts
cells under the names of the header, `cells` reads values out of cells and refuses what a
spreadsheet has spoilt, `columns` reads large tables in chunks. What can't be read with certainty is
refused with file, sheet, row and column.
"""
