"""The desk's commands: what their answers look like, and the service that answers them warm."""
