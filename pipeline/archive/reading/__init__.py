"""Reading copies: small files made of archival ones, for looking and searching."""
