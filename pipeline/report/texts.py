"""Words and numbers as people read them, by language (configs/report_texts/)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from pipeline.config import CONFIGS
from pipeline.report.columns import kind_of
from pipeline.report.notes import split_note

Lang = Literal["vi", "en"]
NOTHING = "–"
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}).*)?")
_NARROW = "\u00a0"  # no break between a number and its sign


class ReportText(BaseModel):
    """Title, one line below it, and how its figures are counted."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    lead: str
    definitions: tuple[str, ...]


class Texts(BaseModel):
    """All words of the reports in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    words: dict[str, str]
    measures: dict[str, str]
    short_measures: dict[str, str]
    levels: dict[str, str]
    readings: dict[str, str]
    reasons: dict[str, str]
    columns: dict[str, str]
    notes: dict[str, str]
    reports: dict[str, ReportText]

    def column(self, name: str, report: str | None = None) -> str:
        """The heading of a column, in one report where that has its own; the column's name where none is known."""
        return self.columns.get(f"{report}.{name}") or self.columns.get(name, name)

    def named(self, column: str, value: str) -> str:
        """A value of a closed list (level, measure, …) in words."""
        lists = {
            "level": self.levels,
            "measure": self.measures,
            "reading": self.readings,
            "reason": self.reasons,
            "source": self.measures,
        }
        return lists.get(column, {}).get(value, value)


@cache
def load_texts(lang: Lang) -> Texts:
    """The words of one language."""
    path = CONFIGS / "report_texts" / f"{lang}.toml"
    return Texts.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def _type_names() -> dict[str, str]:
    """The Vietnamese names of document types by code."""
    files = sorted((CONFIGS / "document_types").glob("*.toml"))
    found = [tomllib.loads(path.read_text(encoding="utf-8")) for path in files]
    return {str(entry["code"]): str(entry["name"]) for entry in found if "code" in entry and "name" in entry}


def sentence(note: str, lang: Lang) -> str:
    """A note in words; one that is no known code is a sentence already."""
    code, values = split_note(note)
    wording = load_texts(lang).notes.get(code)
    if wording is None:
        return note
    return wording.format(**{name: _moment(value, lang) for name, value in values.items()})


def shown(column: str, value: Any, lang: Lang) -> str:
    """One cell as people read it; `–` for None."""
    if value is None:
        return NOTHING
    kind = kind_of(column)
    if isinstance(value, bool):
        return load_texts(lang).words["yes" if value else "no"]
    if isinstance(value, int | float):
        return _number(kind, value, lang)
    if kind == "moment":
        return _moment(str(value), lang)
    if column == "document_type" and lang == "vi":
        return _type_names().get(str(value), plain(str(value)))
    return load_texts(lang).named(column, plain(str(value)))


def plain(text: str) -> str:
    """NFC text without control characters, so that no cell can move a terminal's cursor or break a line."""
    return "".join(" " if unicodedata.category(c)[0] == "C" else c for c in unicodedata.normalize("NFC", text))


def percent(value: float, lang: Lang) -> str:
    """A fraction with one decimal: `12,5 %` or `12.5%`. Less than all never shows as 100, more than none never as 0."""
    hundredfold = value * 100
    if 0 < value < 1:
        hundredfold = min(max(hundredfold, 0.1), 99.9)
    text = f"{hundredfold:.1f}"
    return f"{text.replace('.', ',')}{_NARROW}%" if lang == "vi" else f"{text}%"


def count(value: int, lang: Lang) -> str:
    """A whole number with thousands parted: `1.234` or `1,234`."""
    text = f"{value:,}"
    return text.replace(",", ".") if lang == "vi" else text


def _number(kind: str, value: float, lang: Lang) -> str:
    if kind == "share":
        return percent(value, lang)
    if kind == "points":
        text = f"{value * 100:+.1f}".replace("-", "−")
        return text.replace(".", ",") if lang == "vi" else text
    if kind == "year" or not isinstance(value, int):
        return f"{value:g}".replace(".", "," if lang == "vi" else ".")
    return count(value, lang)


def _moment(text: str, lang: Lang) -> str:
    found = _ISO.fullmatch(text)
    if found is None or lang == "en":
        return plain(text)
    year, month, day, clock = found.groups()
    return f"{day}/{month}/{year}" + (f" {clock}" if clock else "")
