"""What is ink and what is paper: light, levels, connected components, the size of the print."""
