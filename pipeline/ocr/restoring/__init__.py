"""Shaded black and white scans as they were printed: grounds of specks taken off."""
