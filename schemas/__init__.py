"""What flows between stages: frozen, slotted records. Imports only the standard library, numpy and
pyarrow."""
