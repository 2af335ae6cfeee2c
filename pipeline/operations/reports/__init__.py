"""Reports from one snapshot, frozen periods, and the registers that they count against."""
