"""Archival PDF/A files, ALTO, signatures and their verification."""
