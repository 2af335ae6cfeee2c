"""The number and notation of a paper: `Số: 123/QĐ-UBND` in the head of its first page."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.layout import Row, Token
from pipeline.extract.normalize import document_number
from pipeline.extract.types import Vocabulary
from pipeline.extract.values import Value, Words

HEAD = 0.45  # share of the page's height that a heading may reach down to


def read_number(rows: Sequence[Row], vocabulary: Vocabulary) -> tuple[Row | None, Value | None]:
    """`Số: 123/QĐ-UBND` at the beginning of a segment in the head of the page;
    its row comes along."""
    for row in rows:
        if row.box.y0 > HEAD * row.page_height:
            break
        for segment in row.segments:
            at = number_start(segment.tokens)
            if at is None:
                continue
            words = Words(_notation_tokens(segment, at) or _next_segment(row, segment), row.page)
            begin = next((i for i, char in enumerate(words.text) if char.isalnum()), 0)
            number = document_number(words.text[begin:], vocabulary.notations)
            if number is not None:
                return row, words.value(number[0], begin, begin + number[2])
    return None, None


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


def _notation_tokens(segment: Row, start: int) -> tuple[Token, ...]:
    """The tokens from `start` that can belong to a number: digits, capitals, `/` and `-`."""
    kept: list[Token] = []
    for token in segment.tokens[start:]:
        bare = token.text.strip(".:…,_")
        apart = bool(kept) and token.box.x0 - kept[-1].box.x1 > 1.5 * segment.height
        if apart and kept and not kept[-1].text.endswith(("/", "-")):
            break
        joins = bool(kept) and (
            bare.startswith(("/", "-", "–")) or kept[-1].text.endswith(("/", "-", "–"))
        )
        if bare and not (any(c.isdecimal() for c in bare) or joins or bare.isupper()):
            break
        kept.append(token)
    return tuple(kept)


def _next_segment(row: Row, segment: Row) -> tuple[Token, ...]:
    """The tokens right of a lone `Số:` (a leader stood between)."""
    later = [part for part in row.segments if part.box.x0 >= segment.box.x1]
    near = later and later[0].box.x0 - segment.box.x1 < 0.15 * row.page_width
    return _notation_tokens(later[0], 0) if near else ()
