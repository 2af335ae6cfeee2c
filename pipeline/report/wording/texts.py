"""The words of the reports as they stand in configs/report_texts/."""

from __future__ import annotations

import tomllib
from functools import cache

from pipeline.common.data import CONFIGS, Data, load_data
from schemas.languages import Language


class ReportText(Data):
    """Title, one line below it, and how its figures are counted."""

    title: str
    lead: str
    definitions: tuple[str, ...]


class Texts(Data):
    """All words of the reports in one language."""

    words: dict[str, str]
    measures: dict[str, str]
    short_measures: dict[str, str]
    levels: dict[str, str]
    readings: dict[str, str]
    short_readings: dict[str, str]
    reasons: dict[str, str]
    statuses: dict[str, str]
    origins: dict[str, str]
    sureness: dict[str, str]
    goals: dict[str, str]
    phases: dict[str, str]
    columns: dict[str, str]
    notes: dict[str, str]
    sheets: dict[str, str]
    reports: dict[str, ReportText]


@cache
def load_texts(lang: Language) -> Texts:
    """The words of one language."""
    return load_data(Texts, CONFIGS / "report_texts" / f"{lang}.toml")


@cache
def load_field_names(lang: Language) -> dict[str, str]:
    """What fields are called in a language, by their names in the tables."""
    path = CONFIGS / "review" / f"{lang}.toml"
    named: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["fields"]
    return named
