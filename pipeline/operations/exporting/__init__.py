"""What leaves the archive: packages of dossiers; what the portal is sent."""
