"""Bad and odd inputs by kind, each a name with its bytes."""
