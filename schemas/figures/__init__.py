"""What is counted and against what: reports, the registers behind them, units."""
