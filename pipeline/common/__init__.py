"""The ground floor: what more than one stage must know, once."""
