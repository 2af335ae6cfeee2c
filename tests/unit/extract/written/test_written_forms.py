"""Forms filled in with a pen: words behind a label that are bluer than it."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.extract.rows import page_rows
from pipeline.extract.written.forms import find_filled, find_written_values
from pipeline.extract.written.marking import mark_handwriting
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import HANDWRITTEN, OcrLine, OcrPage, OcrWord
from synthetic.pages.fonts import Face, load

GEOMETRY = PageGeometry(1000, 200, 150)
FORM = [
    ("Họ và tên:", "black"),
    ("NGUYỄN VĂN AN", "pen"),
    ("Giới tính:", "black"),
    ("Nam", "pen"),
]


def form(pen: str, paper: str = "white") -> tuple[OcrPage, np.ndarray]:
    image = Image.new("RGB", (1000, 200), paper)
    draw, font, x, words = ImageDraw.Draw(image), load(Face("termes"), 30), 40.0, []
    for text, colour in FORM:
        for word in text.split():
            draw.text(
                (x, 100),
                word,
                fill=pen if colour == "pen" else "black",
                font=font,
                anchor="ls",
            )
            wide = font.getlength(word)
            words.append(OcrWord(word, BoundingBox(x, 76, x + wide, 108), 0.98))
            x += wide + 9
    page = OcrPage((OcrLine.around(words),), GEOMETRY, "drawn")
    return page, np.asarray(image)


def marked(page: OcrPage, pixels: np.ndarray) -> list[str]:
    seen = mark_handwriting(page, pixels)
    return [word.text for word in seen.words if HANDWRITTEN in word.marks]


def test_labels_and_what_stands_behind_them() -> None:
    page, _ = form("black")
    (row,) = page_rows(page, 1)
    found = [
        (" ".join(t.text for t in one.label), " ".join(t.text for t in one.value))
        for one in find_filled(row)
    ]
    assert found[0] == ("Họ và tên:", "NGUYỄN VĂN AN Giới")
    assert found[1] == ("tính:", "Nam")


@pytest.mark.parametrize("pen", ["#2040b0", "#3050d0", "#5060a8"])
@pytest.mark.parametrize("paper", ["white", "#f4ead0", "#dfe8f4"])
def test_what_a_blue_pen_wrote_is_marked_and_labels_are_not(
    pen: str, paper: str
) -> None:
    assert marked(*form(pen, paper)) == ["NGUYỄN", "VĂN", "AN", "Nam"]


@pytest.mark.parametrize("pen", ["black", "#303030", "#c02020"])
def test_print_and_red_are_left_alone(pen: str) -> None:
    assert marked(*form(pen)) == []


def test_grey_scans_tell_nothing() -> None:
    page, pixels = form("#2040b0")
    grey = pixels.mean(axis=2).astype(np.uint8)
    assert list(find_written_values(page_rows(page, 1), grey, GEOMETRY)) == []


def test_beyond_the_scan_there_is_no_colour() -> None:
    page, pixels = form("#2040b0")
    assert list(find_written_values(page_rows(page, 1), pixels[:50], GEOMETRY)) == []
