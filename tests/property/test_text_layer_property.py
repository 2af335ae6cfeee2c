"""Whatever boxes the words of a page have, three readers give these words back, in this order."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.high_level import extract_text

from pipeline.archive.pdfa.assemble import write_archival_pdf
from schemas.archive import PageContent
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord
from tests.support.archive_pages import blank_page, description

WORDS = (
    *("Cộng", "hòa", "a", "I", "1", "079203001234", "123/QĐ-UBND", "57/2024/TT-"),
    *(
        "-",
        "--",
        "–",
        ".",
        ",",
        ":",
        "...",
        "(",
        ")",
        "|",
        "_",
        "'",
        "”",
        "ngày-",
        "1.",
    ),
)
MARKS = frozenset("-–.,:_'”|")
WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dpi

words = st.tuples(
    st.sampled_from(WORDS),
    st.floats(0.2, 0.8),  # width of a letter, in em
    st.floats(-0.3, 2.0),  # to the next word, in em: boxes may lie over one another
    st.booleans(),  # whether a mark's box is around the mark alone
)
lines = st.tuples(
    st.floats(0.02, 0.6),  # where it begins, of the page's width
    st.floats(0.5, 2.0),  # to the next line, in em: tight lines, cells side by side
    st.lists(words, min_size=1, max_size=9),
)
pages = st.tuples(
    st.floats(10, 90),  # letters of 4 to 32 points
    st.sampled_from([(0, 0.0), (90, 0.0), (180, 10.0), (0, -10.0)]),
    st.lists(lines, min_size=1, max_size=12),
)


def page_of(em: float, turn: tuple[int, float], rows: list) -> PageContent:
    size = (HEIGHT, WIDTH) if turn[0] == 90 else (WIDTH, HEIGHT)
    geometry = PageGeometry(*size, 200.0, *turn)
    made, y = [], 0.05 * HEIGHT
    for start, step, row in rows:
        x, found = start * WIDTH, []
        for text, letter, gap, tight in row:
            height = 0.2 * em if tight and MARKS.issuperset(text) else em
            width = letter * em * len(text)
            if x + width > 0.95 * WIDTH:
                break
            box = BoundingBox(x, y, x + width, y + height)
            found.append(OcrWord(text, box, 0.9))
            x = max(x + width + gap * em, x + 1)
        if found:
            made.append(OcrLine.around(found))
        y += step * em
    return PageContent(blank_page().image, geometry, OcrPage(tuple(made), geometry, ""))


def words_of_poppler(path: Path) -> list[str]:
    call = ["pdftotext", "-raw", str(path), "-"]
    done = subprocess.run(call, capture_output=True, check=True, encoding="utf-8")
    return done.stdout.split()


def words_of_pdfium(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return document[0].get_textpage().get_text_range().split()


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("layer") / "a.pdf"


@settings(max_examples=15, deadline=None)
@given(pages)
def test_readers_give_the_words_back(place, made):
    page = page_of(*made)
    write_archival_pdf([page], description(), place)
    wanted = [word.text for word in page.ocr.words]
    assert words_of_poppler(place) == wanted
    assert words_of_pdfium(place) == wanted
    # It sorts text into boxes of its own making.
    assert sorted(extract_text(place).split()) == sorted(wanted)
