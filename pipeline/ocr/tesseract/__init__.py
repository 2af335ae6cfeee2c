"""Tesseract as installed on this machine: asked for pages, rows and how a page stands."""
