"""Pictures and marks on a PDF page."""

import pikepdf
import pytest

from pipeline.ingest.pdf.marks import BLACK, WHITE, DrawnImage, PageContent
from schemas.geometry import Affine, BoundingBox


@pytest.fixture
def stream():
    with pikepdf.new() as pdf:
        yield pdf.make_stream(b"\0", Width=1, Height=1)


@pytest.mark.parametrize(
    ("matrix", "turn"),
    [
        (Affine(200, 0, 0, 300, 0, 0), 0),
        (Affine(0, -300, 200, 0, 0, 300), 90),
        (Affine(-200, 0, 0, -300, 200, 300), 180),
        (Affine(0, 300, -200, 0, 200, 0), 270),
        (Affine(-200, 0, 0, 300, 200, 0), None),
        (Affine(200, 30, -30, 300, 0, 0), None),
    ],
)
def test_the_turn_of_a_picture_is_a_quarter_or_none(stream, matrix, turn):
    assert DrawnImage(stream, matrix).turn == turn


def test_a_picture_stands_where_its_unit_square_goes(stream):
    picture = DrawnImage(stream, Affine(0, -300, 200, 0, 10, 300))
    assert picture.box == BoundingBox(10, 0, 210, 300)
    assert picture.sides == (300, 200)
    assert picture.is_stencil is False
    stream.ImageMask = True
    assert picture.is_stencil is True


def test_white_on_bare_paper_is_not_seen():
    content = PageContent()
    content.add_mark(WHITE)
    assert (content.marked, content.covered, content.black_on_white) == (
        False,
        False,
        True,
    )
    content.add_mark(BLACK)
    assert (content.marked, content.covered, content.black_on_white) == (
        True,
        False,
        True,
    )


def test_white_over_a_picture_covers_it_and_colour_is_told(stream):
    content = PageContent([DrawnImage(stream, Affine(1, 0, 0, 1, 0, 0))])
    content.add_mark(WHITE)
    assert (content.marked, content.covered) == (True, True)
    content.add_mark(None)
    assert content.black_on_white is False
