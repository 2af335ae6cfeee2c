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
from pipeline.extract.layout import Row
from pipeline.extract.values import Value
from pipeline.extract.vocabulary import Vocabulary


def organ_at_signature(rows: Sequence[Row], vocabulary: Vocabulary) -> Value | None:
    """The organ that certificates name above the signature: `ỦY BAN NHÂN DÂN QUẬN …`, with or
    without `TM.`."""
    for at, row in enumerate(rows):
        if row.box.y0 < HEAD * row.page_height / 2:
            continue
        for part in row.segments:
            if (
                (part.box.x0 + part.box.x1) / 2 < 0.42 * row.page_width
                or not is_caps(part)
                or part.text.endswith(":")
            ):
                continue
            line = part.part(1) if part.tokens[0].folded in {"tm", "kt", "tl"} else part
            if (
                line is None
                or has_signer_title(line.text, vocabulary.layout.signer_titles)
                or not starts_organ(line, vocabulary.layout)
            ):
                continue
            below = rows[at + 1].segments if at + 1 < len(rows) else ()
            centre = part.box.x0 + part.box.x1
            under = [
                b
                for b in below
                if abs(b.box.x0 + b.box.x1 - centre) < 0.1 * row.page_width
            ]
            wrapped = (
                under
                and is_caps(under[0])
                and under[0].box.y0 - part.box.y1 < part.height
            )
            ends = not wrapped or has_signer_title(
                under[0].text, vocabulary.layout.signer_titles
            )
            lines = [line] if ends else [line, under[0]]
            # `TM. ỦY BAN NHÂN DÂN HUYỆN` names no organ.
            if not continues(lines, vocabulary.layout) and names_one(lines):
                return organ_named(lines, vocabulary)
    return None
