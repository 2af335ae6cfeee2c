"""Vietnamese text as papers and readers write it: marks, digits and their look-alikes, years, words
of a gender, names of provinces."""
