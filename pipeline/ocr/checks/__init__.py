"""What is held against a reading before anything is built on it."""
