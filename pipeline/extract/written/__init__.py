"""What is written by hand into gaps of printed lines: seen, marked, read as a suggestion."""
