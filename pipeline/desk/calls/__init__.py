"""How the thin client asks the service, and the service itself."""
