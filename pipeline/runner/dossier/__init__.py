"""What papers of one dossier tell of each other, at their commit."""
