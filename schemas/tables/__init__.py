"""The store's tables: their columns, their rows as records, and what an event notes."""
