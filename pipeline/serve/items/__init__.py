"""The open items in memory: as of one commit, in whose hand, and what was typed."""
