"""A paper as the pages show it: its rows, its pictures, what happened to it."""
