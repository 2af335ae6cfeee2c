"""What must start at once: the desk's client, which imports hardly anything."""
