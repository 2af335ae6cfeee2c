"""The digitization pipeline: ingest, preprocess, ocr, extract, match, archive, index, report."""
