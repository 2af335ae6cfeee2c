"""What a paper says of a person, in the register's terms."""
