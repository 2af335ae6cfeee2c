"""Font programs that an archival file embeds."""
