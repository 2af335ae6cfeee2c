"""Which dossiers stand behind a figure, and which ones stand apart."""
