"""What recognisers say about a row, word by word, and whose word is kept."""
