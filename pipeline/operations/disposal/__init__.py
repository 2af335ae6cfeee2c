"""Papers that need be kept no longer: listed, decided on by a person's signature, removed."""
