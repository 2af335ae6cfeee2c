"""Births, deaths, new numbers and removals, put into a register that stands."""
