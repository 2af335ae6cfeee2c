"""Commands for reports, the registers behind them, and what comes next."""
