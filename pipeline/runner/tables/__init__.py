"""Tables that come beside the papers or alone: lists of dossiers and the officials' registers."""
