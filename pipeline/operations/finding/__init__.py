"""Looking into the archive: full text, a citizen's papers, a dossier, what may be used again."""
