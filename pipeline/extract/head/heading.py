"""Facts of a head: number, date and place, issuer, subject; read from the lines that the model of a
page's parts says they are."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.head.dated_place import as_issuer_spells, read_place_and_date
from pipeline.extract.head.number import read_number
from pipeline.extract.head.organ import organ_names, read_issuer
from pipeline.extract.head.subject import read_subject
from pipeline.extract.parts.label import Labelled
from pipeline.extract.values import Value
from pipeline.extract.vocabulary import Vocabulary
from schemas.geometry import BoundingBox


def read_heading(
    lines: Sequence[Labelled],
    titled: str,
    vocabulary: Vocabulary,
    *,
    bare_number: bool = False,
) -> dict[str, Value]:
    """The heading facts of a document's first page.

    Args:
        lines: its lines with their parts.
        titled: the title that was found, folded, without spaces; empty for a paper without one.
        vocabulary: shared words.
        bare_number: papers of this type are numbered without letters.

    Returns:
        Values by name (number, issued_date, place, issuer, subject); what was not found is left
        out.
    """
    found: dict[str, Value | None] = {}
    found["number"] = read_number(
        lines,
        organ_names(lines),
        vocabulary.notations,
        phrases=vocabulary.folded_phrases,
        bare=bare_number,
    )
    found["issued_date"], found["place"] = read_place_and_date(
        lines, vocabulary, upper=True
    )
    number = found["number"].value if found["number"] is not None else ""
    found["issuer"] = read_issuer(lines, vocabulary, number)
    found["place"] = as_issuer_spells(
        found["place"], found["issuer"], vocabulary.layout
    )
    found["subject"] = read_subject(
        _outside(lines, found["issuer"]), titled, vocabulary
    )
    return {name: value for name, value in found.items() if value is not None}


def _outside(lines: Sequence[Labelled], issuer: Value | None) -> Sequence[Labelled]:
    """The lines that are no part of the issuer's name."""
    if issuer is None:
        return lines
    return [line for line in lines if not _holds(issuer.box, line.row.box)]


def _holds(box: BoundingBox, inner: BoundingBox) -> bool:
    middle = (inner.y0 + inner.y1) / 2
    return (
        box.y0 < middle < box.y1 and inner.x0 >= box.x0 - 1 and inner.x1 <= box.x1 + 1
    )
