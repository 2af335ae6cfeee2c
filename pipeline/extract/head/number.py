"""The number and notation of a paper, where its head has them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.extract.head.notation import GUESSED, LABEL, parse_number
from pipeline.extract.normalize.text import fold
from pipeline.extract.parts.label import Labelled
from pipeline.extract.rows import Token
from pipeline.extract.values import Value, Words
from schemas.ocr import GapKind, WrittenDigits

HEAD = 0.45  # share of the page's height that a heading may reach down to
_DIGITS = re.compile(r"\d+")

# Lines that begin with `Số:` and are taken for these parts are numbers all the same.
_MISTAKEN = {"SUBJECT", "TYPE", "ORGAN", "PARENT", "DATE", "AUTHHEAD"}

# Probability from which the reader of written digits is believed before recognition.
PREFERRED = 0.5
_SAID = 0.98


def number_start(tokens: Sequence[Token]) -> int | None:
    """The place behind `Số:` where a segment begins with it; None where it does not."""
    if not tokens:
        return None
    first = tokens[0]
    if first.folded in {"so", "s0", "sô", "no", "se", "sd"} and (
        first.ends_label
        or (len(tokens) > 1 and any(char.isdecimal() for char in tokens[1].text))
        or (len(tokens) > 1 and tokens[1].text.startswith(":"))
        or len(tokens) == 1
    ):
        return 1
    return None


def read_number(
    lines: Sequence[Labelled],
    organs: str,
    notations: tuple[str, ...],
    *,
    phrases: Collection[str] = (),
    bare: bool = False,
) -> Value | None:
    """The number in the head of a page; None where none stands there.

    Args:
        lines: the page's lines with their parts.
        organs: names of the issuing organs, whose initials notations bear.
        notations: known parts of notations.
        phrases: phrases of several words in organs' names, folded.
        bare: papers like this are numbered without letters.
    """
    told = [at for at, line in enumerate(lines) if line.part == "NUMBER"]
    # `Covid-19` above `Số: …` is the end of an organ's name.
    told.sort(key=lambda at: number_start(lines[at].row.tokens) is None)
    said = [
        at
        for at, line in enumerate(lines)
        if line.part in _MISTAKEN and number_start(line.row.tokens) is not None
    ]
    for at in (*told, *said):
        line = lines[at]
        row = line.row
        if row.box.y0 > HEAD * row.page_height or _stamped(lines, at):
            continue
        tokens = [*row.tokens, *_beside(lines, at)]
        words = Words(tokens, row.page)
        found = parse_number(words.text, organs, notations, phrases=phrases, bare=bare)
        if found is not None and (
            line.part == "NUMBER" or _ends(words.text[found.end :])
        ):
            sure = line.credit if line.part == "NUMBER" else _SAID
            sure *= GUESSED if _quotes(words.text, found.end) else 1.0
            value = words.value(found.text, found.start, found.end, found.share * sure)
            value = value and replace(value, raw=words.text)
            return value and suggest_digits(value, row.digits(GapKind.NUMBER))
    return None


def _quotes(text: str, end: int) -> bool:
    """Whether a line quotes another paper's number: `SỐ 468/QĐ-TTG NGÀY … CỦA THỦ TƯỚNG`, or a day
    behind a number without `Số`."""
    behind = text[end:].lower().split()
    return "của" in behind or (not LABEL.match(text) and "ngày" in behind)


def _ends(rest: str) -> bool:
    """Whether a line ends with its number; `SỐ 12/QĐ-TTG CỦA …` is a part of a subject."""
    return not any(char.isalpha() for char in rest)


def suggest_digits(value: Value, digits: WrittenDigits | None) -> Value:
    """A number whose digits stand by hand, with them as the reader of written digits has them where
    it is rather sure, or recognition has none."""
    if digits is None:
        return value
    read = _DIGITS.match(value.value)
    if read and digits.confidence < PREFERRED:
        return replace(value, handwritten=True)
    rest = value.value[read.end() :] if read else value.value
    return replace(
        value,
        value=f"{digits.text}{rest}",
        confidence=digits.confidence,
        box=value.box.union(digits.box),
        handwritten=True,
    )


def _beside(lines: Sequence[Labelled], at: int) -> list[Token]:
    """Words of further number lines at the same height (a gap lies between)."""
    own = lines[at].row
    return [
        token
        for other in lines[at + 1 : at + 3]
        if other.part == "NUMBER"
        and abs(other.row.box.y1 - own.box.y1) < 0.6 * own.height
        for token in other.row.tokens
    ]


def _stamped(lines: Sequence[Labelled], at: int) -> bool:
    """Whether a line belongs to the stamp of incoming mail: `ĐẾN` stands right above it."""
    own = lines[at].row
    for other in lines:
        row = other.row
        close = 0 < own.box.y0 - row.box.y0 < 5 * own.height
        shared = min(own.box.x1, row.box.x1) - max(own.box.x0, row.box.x0)
        if (
            close
            and shared > 0
            and fold(row.text) in {"den", "cong van den", "van ban den"}
        ):
            return True
    return False
