"""Words, numbers and dates as people read them, by language (configs/report_texts/)."""
