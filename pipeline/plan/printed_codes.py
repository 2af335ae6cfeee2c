"""Codes of dossiers and procedures that are printed on a paper in letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pydantic import Field

from pipeline.common.data import CONFIGS, Data, load_data
from pipeline.extract.normalize.text import fold
from schemas.ocr import OcrWord, PageReading
from schemas.received.codes import ReceiptCode


class CodeRule(Data):
    """What stands before a code, and its shape."""

    labels: tuple[str, ...]
    shape: re.Pattern[str]


class CodeRules(Data):
    """configs/dossier_codes.toml."""

    sure: float = Field(ge=0, le=1)
    dossier: CodeRule
    procedure: CodeRule


@cache
def load_code_rules() -> CodeRules:
    """The rules, read once a process. Raises UsageError `config_invalid`."""
    return load_data(CodeRules, CONFIGS / "dossier_codes.toml")


def find_printed_codes(pages: Sequence[PageReading], own: str) -> Iterator[ReceiptCode]:
    """The codes printed on a document's pages, as a receipt's QR would say them.

    Args:
        pages: readings in order.
        own: the code of its dossier, which a procedure without a dossier's code beside it is of.
    """
    rules = load_code_rules()
    for page in pages:
        dossiers = tuple(_codes(page, rules.dossier, rules.sure))
        procedures = tuple(_codes(page, rules.procedure, rules.sure))
        for code in dossiers or (own,):
            for procedure in procedures or (None,):
                yield ReceiptCode(code, procedure, None, None, None, None)


def _codes(page: PageReading, rule: CodeRule, sure: float) -> Iterator[str]:
    labels = [fold(label).split() for label in rule.labels]
    for line in page.ocr.lines:
        plain = [fold(word.text.rstrip(":.")) for word in line.words]
        for label in labels:
            for at in range(len(plain) - len(label)):
                if plain[at : at + len(label)] == label:
                    code = _code_at(line.words[at + len(label) :], rule.shape, sure)
                    if code is not None:
                        yield code


def _code_at(
    words: Sequence[OcrWord], shape: re.Pattern[str], sure: float
) -> str | None:
    """The code that these words begin with; None where there is none, or a word is unsure."""
    text = "".join(word.text for word in words)
    begin = len(text) - len(text.lstrip(":.-"))
    found = shape.match(text, begin)
    if found is None:
        return None
    end = 0
    for word in words:
        end += len(word.text)
        if word.confidence < sure:
            return None
        if end >= found.end():
            break
    return found[0]
