"""Commands that take papers in, read them and sign what was filed."""
