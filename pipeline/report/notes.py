"""Notes of a report, kept as a code with values and worded only when the report is shown."""

from __future__ import annotations

DEVELOPMENT_KEYS = "development_keys"
"""The note for archives with self-made keys: shown as a banner."""


def note(code: str, **values: object) -> str:
    """A note by its code in configs/report_texts/, with the values that its sentence names."""
    return "|".join((code, *(f"{name}={value}" for name, value in values.items())))


def split_note(text: str) -> tuple[str, dict[str, str]]:
    """The code and values of a note; a sentence that is no note comes back whole, without values."""
    code, *parts = text.split("|")
    if not code.replace("_", "").isalnum() or not all("=" in part for part in parts):
        return text, {}
    return code, dict(part.split("=", 1) for part in parts)
