"""Picture formats: JPEG, JPEG 2000, PNG, TIFF and the pictures of phones."""
