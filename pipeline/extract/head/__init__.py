"""Facts of a paper's head: number, place and date, issuer, subject."""
