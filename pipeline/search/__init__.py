"""The search indexes made from the store, and how a hit is weighed."""
