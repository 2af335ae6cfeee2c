"""What a Vietnamese word is: syllables by their shape, and the language of a text."""
