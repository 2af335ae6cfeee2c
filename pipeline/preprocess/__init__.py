"""A page put upright and cleaned for recognition only."""
