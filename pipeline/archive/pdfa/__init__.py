"""The archival file: pages, invisible text, conversion mark and metadata as PDF/A-2u."""
