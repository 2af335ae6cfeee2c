"""How far paper and candidate agree: levels, their weights, and all that the trees ask for."""
