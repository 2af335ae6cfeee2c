"""Facts from what machines write for machines: QR codes, and the lines at the foot of cards."""
