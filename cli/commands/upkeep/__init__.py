"""Commands that keep an archive and its machines going."""
