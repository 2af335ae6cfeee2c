"""How a page stands: quarter turns, skew, and the copy that lies level."""
