"""Packages of a dossier (AIP_hoso, SIP_hoso): METS, EAD, PREMIS around the archive's own files."""
