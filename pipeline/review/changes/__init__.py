"""What a decision changes, cell by cell; how it is undone, explained and learnt from."""
