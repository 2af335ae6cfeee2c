"""What a person answers: an item as shown, checked while typed, and what is taken of it."""
