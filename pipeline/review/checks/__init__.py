"""What speaks against a decision: rules, a citizen's number, values in normal form."""
