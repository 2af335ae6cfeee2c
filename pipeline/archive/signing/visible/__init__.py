"""What a signature looks like on the page: its stamp, seal and place."""
