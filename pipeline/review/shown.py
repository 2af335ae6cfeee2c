"""Values as people read them, for tables, pages, pictures and the terminal."""

from __future__ import annotations

import re
from functools import cache

from pipeline.extract.types import document_types
from pipeline.review.words import load_words

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_WITH_DECIMALS = re.compile(r"\d+\.\d+", re.ASCII)


def shown_value(name: str | None, value: str, lang: str) -> str:
    """A value as people write it: a date as dd/mm/yyyy, a gender in words, an amount with the
    language's decimal mark; anything else as it is.

    Args:
        name: of the field, as the tables name it.
        value: in the record's form.
        lang: vi or en.
    """
    if name == "gender":
        return load_words(lang).sexes.get(value, value)
    if name and name.endswith("_date") and (day := _DAY.fullmatch(value)):
        return "/".join(reversed(day.groups()))
    if lang == "vi" and name in _amounts() and _WITH_DECIMALS.fullmatch(value):
        return value.replace(".", ",")
    return value


@cache
def _amounts() -> frozenset[str]:
    """Names of the fields that hold amounts, whatever the type of the paper."""
    types = document_types()
    return frozenset(
        field.name
        for one in types
        for field in one.fields
        if field.kind in {"amount", "money"}
    )
