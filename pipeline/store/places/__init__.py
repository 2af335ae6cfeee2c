"""Where the record lies: a folder, or an object store."""
