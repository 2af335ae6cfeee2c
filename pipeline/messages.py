"""Vietnamese texts of errors and reasons, by their code (configs/messages/*.toml).

The English text lives with the code that raises it; a code without a Vietnamese text falls back to English.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "configs" / "messages"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """code → {"message", "remedy"} in Vietnamese."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        texts.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return texts


def localized(code: str, message: str, remedy: str | None, lang: str) -> tuple[str, str | None]:
    """Message and remedy in the wanted language."""
    known = catalogue().get(code) if lang == "vi" else None
    if known is None:
        return message, remedy
    return known.get("message", message), known.get("remedy", remedy)
