"""Papers held against others of their dossiers when they are filed: facts, persons, sheets."""
