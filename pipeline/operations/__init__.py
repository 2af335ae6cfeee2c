"""What people do with an archive beside running batches: make it, look into it, check it, mend it,
decide."""
