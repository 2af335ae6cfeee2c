"""Characters that XML can't hold (XML 1.0, 2.2 Characters)."""

from __future__ import annotations

import re

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str, instead: str = "") -> str:
    """The text with `instead` in the place of what XML can't hold."""
    return _ILLEGAL.sub(instead, text)
