"""The record held against itself: files, hashes, signatures, ledger, store and index."""
