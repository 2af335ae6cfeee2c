"""The reports, a file each; pipeline.report.catalogue registers them."""
