"""The engines that settings can name: each reads a prepared page from end to end."""
