"""Where the words of a search stand on a page, so that a viewer can jump there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.search.analysis import Question, exact_words, folded, question

Box = tuple[float, float, float, float]
_MOST = 50
_PAGE, _WORD = "{*}Page", "{*}String"


def word_boxes(pdf: Path, page: int, words: str) -> list[Box]:
    """Boxes (x0, y0, x1, y1 in pixels of the unturned scan) of the words that answer best: those
    that stand in a row as asked, else all that were asked for, at most 50. None where the page has
    no ALTO beside its file, or only a slip of recognition answers.

    Args:
        pdf: the document's file.
        page: from 1.
        words: what was searched for.
    """
    found = list(_words_of(pdf.with_name(f"{pdf.stem}.alto.xml"), page))
    asked = question(words)
    return _rows(asked, found)[:_MOST] or _single(asked, found)[:_MOST]


def _rows(asked: Question, found: list[tuple[str, Box]]) -> list[Box]:
    """The boxes of the words wherever the whole question stands in a row."""
    row, plain = asked.folded, [word for word, _ in found]
    size = len(row)
    starts = [
        at for at in range(len(plain) - size + 1) if tuple(plain[at : at + size]) == row
    ]
    places = dict.fromkeys(at + step for at in starts for step in range(size))
    return list(dict.fromkeys(found[place][1] for place in places))


def _single(asked: Question, found: list[tuple[str, Box]]) -> list[Box]:
    wanted = set(asked.folded)
    return list(dict.fromkeys(box for word, box in found if word in wanted))


def _words_of(alto: Path, page: int) -> Iterator[tuple[str, Box]]:
    """The folded words of a page in their order, each with the box of what it is a part of."""
    from lxml import etree  # most searches ask for no boxes

    try:
        tree = etree.parse(
            alto, etree.XMLParser(resolve_entities=False, huge_tree=False)
        )
    except (OSError, etree.XMLSyntaxError):
        return
    pages = list(tree.iterfind(f".//{_PAGE}"))
    for string in pages[page - 1].iterfind(f".//{_WORD}") if page <= len(pages) else ():
        left, top, width, height = (
            float(string.get(name, 0)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")
        )
        box = (left, top, round(left + width, 1), round(top + height, 1))
        for word in exact_words(string.get("CONTENT", "")):
            yield folded(word), box
