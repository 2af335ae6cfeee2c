"""What the papers of one dossier know of each other's persons."""
