"""The organ that a certificate names above the signature."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.head.number import HEAD
from pipeline.extract.head.organ_words import (
    continues,
    has_signer_title,
    is_caps,
    names_one,
    organ_named,
    starts_organ,
)
from pipeline.extract.rows import TokenRow
from pipeline.extract.values import Value
from pipeline.extract.vocabulary import LayoutWords, Vocabulary


def organ_at_signature(
    rows: Sequence[TokenRow], vocabulary: Vocabulary
) -> Value | None:
    """The organ that certificates name above the signature: `ỦY BAN NHÂN DÂN QUẬN …`, with or
    without `TM.`."""
    for at, row in enumerate(rows):
        if row.box.y0 < HEAD * row.page_height / 2:
            continue
        below = rows[at + 1].segments if at + 1 < len(rows) else ()
        for part in row.segments:
            line = _find_name_line(part, vocabulary.layout)
            if line is None:
                continue
            lines = [line, *_find_wrapped(part, below, vocabulary.layout)]
            # `TM. ỦY BAN NHÂN DÂN HUYỆN` names no organ.
            if not continues(lines, vocabulary.layout) and names_one(lines):
                return organ_named(lines, vocabulary)
    return None


def _find_name_line(part: TokenRow, words: LayoutWords) -> TokenRow | None:
    """The organ's name in a part of a line, without `TM.`; None where none stands there."""
    middle = (part.box.x0 + part.box.x1) / 2
    if middle < 0.42 * part.page_width or not is_caps(part) or part.text.endswith(":"):
        return None
    line = part.part(1) if part.tokens[0].folded in {"tm", "kt", "tl"} else part
    if line is None or has_signer_title(line.text, words.signer_titles):
        return None
    return line if starts_organ(line, words) else None


def _find_wrapped(
    part: TokenRow, below: Sequence[TokenRow], words: LayoutWords
) -> list[TokenRow]:
    """The line below a name that goes on with it: as centred, near, in capitals, no title."""
    centre, near = part.box.x0 + part.box.x1, 0.1 * part.page_width
    under = [one for one in below if abs(one.box.x0 + one.box.x1 - centre) < near][:1]
    return [
        one
        for one in under
        if is_caps(one)
        and one.box.y0 - part.box.y1 < part.height
        and not has_signer_title(one.text, words.signer_titles)
    ]
