"""What people decide about filed papers: what is open, how a decision is checked, what it changes,
and how it is taken back."""
