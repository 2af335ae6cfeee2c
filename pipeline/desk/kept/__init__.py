"""What a desk keeps on this machine: sessions, what waits sealed, the day's figures."""
