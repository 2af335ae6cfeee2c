"""Drawing of pages: what stands on them, its setting, its ink, and what time and scanners do to it."""
