"""What the public service portal is told of finished dossiers: records, an outbox, transports."""
