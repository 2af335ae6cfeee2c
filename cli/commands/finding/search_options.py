"""What a search can be narrowed to, as options of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from pipeline.errors import UsageError


def _option(name: str, text: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, help=text, show_default=False)
    return option


AgencyOption = Annotated[str | None, _option("--agency", "Only of this agency (code).")]
LevelOption = Annotated[
    str | None, _option("--level", "province, district or commune.")
]
TypeOption = Annotated[
    str | None, _option("--type", "Only of this type (code, or its name).")
]
YearOption = Annotated[int | None, _option("--year", "Only issued in this year.")]
NumberOption = Annotated[
    str | None, _option("--number", "Number and notation, with or without separators.")
]
FromOption = Annotated[
    str | None, _option("--from", "Issued on this day or later (2024-11-05).")
]
ToOption = Annotated[str | None, _option("--to", "Issued on this day or earlier.")]
CitizenOption = Annotated[
    str | None,
    _option("--citizen", "Names this person (12 digits, or 9 of an old card)."),
]
OutcomeOption = Annotated[str | None, _option("--match", "matched, review or none.")]
SignatureOption = Annotated[
    str | None,
    _option("--signature", "Level of the signature, such as B-LTA or unsigned."),
]


def search_filters(**given: str | int | None) -> dict[str, str]:
    """The filters that were given, by the names of the index.

    Raises:
        UsageError: `unknown_type`.
    """
    filters = {name: str(value) for name, value in given.items() if value is not None}
    if kind := filters.get("document_type"):
        from pipeline.runner.counter.request import check_type

        filters["document_type"] = check_type(kind) or kind
    return filters


def require_question(words: Sequence[str] | None, filters: dict[str, str]) -> None:
    """Raises UsageError `nothing_asked` where there are neither words nor filters."""
    if not words and not filters:
        raise UsageError(
            "nothing_asked",
            "neither words nor a filter",
            item="WORDS",
            remedy="give words to find, or narrow the search (sohoa search --help)",
        )
