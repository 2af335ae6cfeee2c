"""What people found and mended of what the machine had read, and how sure that is."""
