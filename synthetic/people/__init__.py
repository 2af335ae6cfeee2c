"""Made-up citizens: names, families, places, the register, and what readers make of what papers say
of them."""
