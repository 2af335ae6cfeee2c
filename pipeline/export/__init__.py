"""What leaves the archive: packages for other archives, records for the portal."""
