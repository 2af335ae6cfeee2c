"""Matching judged: made-up people and papers, this program and Splink on the same of them."""
