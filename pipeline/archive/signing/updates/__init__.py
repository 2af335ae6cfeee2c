"""What is written behind all that a file holds: seals, extensions, what goes wrong meanwhile."""
