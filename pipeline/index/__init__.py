"""The store of record (Parquet) and the search indexes made from it."""
