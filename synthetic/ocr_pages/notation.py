"""The notation in which the texts of papers are written, one block a line.

    == KIND NAME                    begins a paper
    nation | frame | skip: N        national title in the middle; a certificate's ground; room
    head: ABOVE // NAME // NUMBER   the head of Decree 30: organ and number left, title, motto, place and date right
    left: / title: / SUB: / center: a line below the number; the title; a bold line in the middle; a
        plain one
    para: / ital: / item: / bold:   running text (indented; in italics), a line from the margin, the same in bold
    form: LABEL {key} @.6 | LABEL =text | LABEL =     parts with leaders: a value, words, nothing; @: share of the line
    empty: N                        N lines of leader only
    columns, left: form, right: form, end             two forms side by side
    ticks: QUESTION | Có* | Không   boxes, the one with * crossed
    table: .1 .5 .4, row: a | b     the first row is the head; `rows N:` N rows, each about other people; {#} counts
    sign: TITLE // … // {o.name} [// a; b]            signature and seal right; recipients left
    signs: TITLE // {p.name} | …    signatures side by side (one alone: right)
    serial: {d.serial}              red, below right

`{key}` is a value (see `values`), `*bold*` is bold.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from synthetic.ocr_pages.style import Part

_FOLDER = Path(__file__).parent / "papers"


@dataclass(frozen=True, slots=True)
class Outline:
    """A paper's text: its kind (form, letter, …), its name and its blocks (directive, text)."""

    kind: str
    name: str
    blocks: tuple[tuple[str, str], ...]


@cache
def outlines(part: Part) -> tuple[Outline, ...]:
    """All papers of a part."""
    found: list[tuple[list[str], list[tuple[str, str]]]] = []
    for line in (_FOLDER / f"{part}.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            found.append((line.split()[1:], []))
        elif line.strip() and not line.startswith("#"):
            directive, _, text = line.partition(":")
            found[-1][1].append((directive.strip(), text.strip()))
    return tuple(Outline(names[0], names[1], tuple(blocks)) for names, blocks in found)
