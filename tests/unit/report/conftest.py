"""This folder's helpers (report_tables) can be imported by the tests below it."""
