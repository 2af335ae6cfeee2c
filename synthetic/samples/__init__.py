"""The samples in sample_scans/: which dossiers there are, their scans, tables and truth."""
