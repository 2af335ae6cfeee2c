"""Vietnamese texts of errors and reasons, by their code (configs/messages/*.toml).

The English text lives with the code that raises it; a code without a Vietnamese text falls back to
English. Places like `{column}` in a text are filled with the error's values; where one is missing,
the English text, which names the fact, stands instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from pipeline.common.places import CONFIGS

_FOLDER = CONFIGS / "messages"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """code → {"message", "remedy"} in Vietnamese."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        texts.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return texts


def localized(
    code: str, message: str, remedy: str | None, lang: str, values: Mapping[str, str] | None = None
) -> tuple[str, str | None]:
    """Message and remedy in the wanted language, the facts in `values` filled in."""
    known = catalogue().get(code) if lang == "vi" else None
    if known is None:
        return message, remedy
    said = _filled(known.get("message"), values)
    if said and values and "more_rows" in values:
        said += catalogue()["table_more_rows"]["message"].format_map(values)
    return said or message, _filled(known.get("remedy"), values) or remedy


def _filled(text: str | None, values: Mapping[str, str] | None) -> str | None:
    if text is None or "{" not in text:
        return text
    try:
        return text.format_map(dict(values or {}))
    except (KeyError, IndexError, ValueError):
        return None


def placed(item: str | None, lang: str, values: Mapping[str, str]) -> str | None:
    """The item in the wanted language: where `values` name a table's file, its sheet, row and
    column are worded."""
    words = catalogue().get("table_place") if lang == "vi" else None
    if words is None or "file" not in values:
        return item
    return ", ".join(
        [values["file"], *(words[name].format_map(values) for name in words if name in values)]
    )
