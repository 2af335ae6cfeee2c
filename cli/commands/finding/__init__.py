"""Commands that look into the archive and match people."""
