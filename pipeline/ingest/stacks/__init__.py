"""Stacks of scanned pages: codes and separator sheets, and taking a stack apart at them."""
