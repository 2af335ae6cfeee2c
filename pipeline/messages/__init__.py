"""The catalogue of messages: texts of errors, findings and marks, by their code.

The Vietnamese ones are data (configs/messages/*.toml). The English text of an error stands where it
is raised, that of everything that is found or marked in `ENGLISH` (findings.py, marks.py, desk.py,
exporting.py). Places like `{column}` in a text are filled with the values; where one is missing,
the English text of an error, which names the fact, stands instead. `tests/unit/messages` checks
that every code has both languages and is used.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from pipeline.common.places import CONFIGS
from pipeline.messages.desk import DESK
from pipeline.messages.exporting import EXPORTING
from pipeline.messages.findings import FINDINGS
from pipeline.messages.marks import PAGE_FLAGS, REVIEW_REASONS, WORD_MARKS

_FOLDER = CONFIGS / "messages"
ENGLISH: Mapping[str, tuple[str, str | None]] = {
    **FINDINGS,
    **DESK,
    **EXPORTING,
    **PAGE_FLAGS,
    **WORD_MARKS,
    **REVIEW_REASONS,
}
"""code → (message, remedy) of what is found or marked."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """code → {"message", "remedy"} in Vietnamese."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        texts.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return texts


def localized(
    code: str,
    message: str,
    remedy: str | None,
    lang: str,
    values: Mapping[str, str] | None = None,
) -> tuple[str, str | None]:
    """Message and remedy in the wanted language, the facts in `values` filled in."""
    known = catalogue().get(code) if lang == "vi" else None
    if known is None:
        return message, remedy
    said = _fill(known.get("message"), values)
    return said or message, _fill(known.get("remedy"), values) or remedy


def worded(code: str, lang: str, **facts: object) -> tuple[str, str | None]:
    """Message and remedy of what is found or marked; a code that an earlier version wrote and
    nobody knows any more is its own message."""
    if code not in ENGLISH:
        return code, None
    message, remedy = ENGLISH[code]
    values = {name: str(fact) for name, fact in facts.items()}
    return localized(code, message.format(**values), remedy, lang, values)


def _fill(text: str | None, values: Mapping[str, str] | None) -> str | None:
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
        [
            values["file"],
            *(words[name].format_map(values) for name in words if name in values),
        ]
    )
