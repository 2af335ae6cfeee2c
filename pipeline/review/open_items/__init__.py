"""What waits for a person's decision: items, the persons in doubt, pictures of both."""
