"""Amounts in figures held against the same amounts in words: `47,1 m² (bằng chữ: bốn mươi bảy phẩy
một mét vuông)`."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from pipeline.common.vietnamese.folding import fold_same_length
from pipeline.extract.forms.fields import Found
from pipeline.extract.normalize.words import number_in_words
from pipeline.extract.rows import TokenRow
from pipeline.extract.values import Value, confirm

_IN_WORDS = re.compile(r"bang chu\W*")
_NEXT = 2  # rows that the words may run on to
_CONTRADICTED = 0.5  # share of confidence of figures that the words contradict


def hold_against_words(
    found: Sequence[Found], rows: Sequence[TokenRow], amounts: Collection[str]
) -> list[Found]:
    """The facts, amounts that their words confirm held for sure and those that they contradict
    asked about.

    Args:
        found: the facts.
        rows: all rows of the paper, top to bottom.
        amounts: names of the facts that are amounts.
    """
    return [
        replace(fact, value=_hold(fact.value, rows)) if fact.name in amounts else fact
        for fact in found
    ]


def _hold(value: Value, rows: Sequence[TokenRow]) -> Value:
    said = _words_beside(value, rows)
    if said is None:
        return value
    try:
        same = Decimal(value.value) == said
    except InvalidOperation:
        return value
    if same:
        return confirm(value)
    return replace(value, confidence=value.confidence * _CONTRADICTED)


def _words_beside(value: Value, rows: Sequence[TokenRow]) -> Decimal | None:
    """What stands in words behind an amount, on its row or the next ones."""
    middle = (value.box.y0 + value.box.y1) / 2
    for at, row in enumerate(rows):
        if row.page == value.page and row.box.y0 <= middle <= row.box.y1:
            following = [row, *rows[at + 1 : at + 1 + _NEXT]]
            text = " ".join(part.text for part in following)
            match = _IN_WORDS.search(fold_same_length(text))
            if match is not None and match.start() <= len(row.text) + _NEXT:
                return number_in_words(text[match.end() :])
    return None
