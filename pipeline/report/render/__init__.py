"""A report as text for a terminal, page, workbook, CSV or JSON."""
