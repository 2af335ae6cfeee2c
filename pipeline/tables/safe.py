"""What we write into tables comes back as it was: text stays text in every spreadsheet."""

from __future__ import annotations

from pipeline.common.xml_text import xml_text

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MAX_CELL = 32_767
"""Characters that a cell of a workbook holds."""


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return text.startswith(_FORMULA)


def csv_text(text: str) -> str:
    """The text for a CSV that people open in a spreadsheet: an apostrophe stands before what looks
    like a formula."""
    return f"'{text}" if looks_like_formula(text) else text


def workbook_text(text: str) -> str:
    """The text for a workbook: characters that XML can't hold become blanks, what is too long is
    cut."""
    return xml_text(text, " ")[:MAX_CELL]


def is_workbook_text(text: str) -> bool:
    """Whether a workbook takes the text as it is."""
    return len(text) <= MAX_CELL and xml_text(text) == text
