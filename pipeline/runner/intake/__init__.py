"""Received bytes: into originals/ and the ledger, or into quarantine and out of it again."""
