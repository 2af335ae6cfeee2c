"""What comes in: files and what they make up, codes on papers, codes and names of dossiers."""
