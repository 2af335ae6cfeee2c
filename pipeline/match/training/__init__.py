"""Weights from what was decided, or from what was merely asked; whether the papers have changed
since."""
