"""What is known on a pair, fact by fact, as the numbers that the forest asks for."""
