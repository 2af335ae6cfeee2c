"""What is taken off the copy that is read: seals, rules, leaders, specks."""
