"""From words to a typed document with fields and evidence."""
