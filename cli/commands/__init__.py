"""The commands: parse, call, print. What they do is in pipeline/, and is imported only where it is
called: the help of all commands needs no stage, and each command loads what it uses."""
