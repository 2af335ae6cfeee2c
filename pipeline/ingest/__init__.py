"""What was received: list the inbox, look into files, open pages, split stacks, read the tables
beside them."""
