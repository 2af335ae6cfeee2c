"""The commands: parse, call, print. What they do is in pipeline/."""
