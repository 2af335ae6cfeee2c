"""Papers as they are handed in: copied, read at once, told what to scan again."""
