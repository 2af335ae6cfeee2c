"""What counts: evidence, cohorts, periods, plans, units, and the dossiers behind each figure."""
