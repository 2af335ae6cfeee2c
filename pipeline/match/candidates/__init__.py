"""Whom of the register a paper may mean: blocking rules on sorted keys."""
