"""Where a page has rows of words: found on its ink alone, before anything is read."""
