"""Rates and lists for officials, traceable to the document."""
