"""PDF files as they are received: opening them, what a page shows, its pictures."""
