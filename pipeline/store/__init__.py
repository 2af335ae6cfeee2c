"""The record of everything, in Parquet parts that a manifest lists."""
