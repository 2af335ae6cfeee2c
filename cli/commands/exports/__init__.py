"""export: packages for other archives, records for the portal."""
