"""Which parts of a page stand in two columns: its head, its foot, persons side by side."""
