"""English words of what is found and marked; the catalogue is pipeline/messages."""

from __future__ import annotations

from pipeline.messages import ENGLISH, worded

__all__ = ["FINDINGS", "worded"]

FINDINGS = ENGLISH
