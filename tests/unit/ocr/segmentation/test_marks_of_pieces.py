"""Small marks and figures on plain boxes."""

import numpy as np

from pipeline.ocr.segmentation.components import Boxes
from pipeline.ocr.segmentation.figures import join_by_figures
from pipeline.ocr.segmentation.letters import sort_ink
from pipeline.ocr.segmentation.pieces import Piece
from pipeline.ocr.segmentation.small_marks import attach_marks, drop_loose_marks
from tests.support.drawn_pages import clean_page

X_HEIGHT = 20.0
UPPER = Piece(100, 90, 500, 120, 100.0, 120.0, (1, 2, 3))
LOWER = Piece(100, 150, 500, 180, 160.0, 180.0, (4, 5, 6))


def owner_of(x: int, y: int, width: int = 4, height: int = 4) -> Piece | None:
    """Which of the two pieces a mark at this place joins."""
    boxes = Boxes(
        np.array([[0] * 5] * 7 + [[x, y, width, height, width * height]], np.int32)
    )
    grown = attach_marks([UPPER, LOWER], boxes, np.array([7]), X_HEIGHT)
    return next(
        (old for old, new in zip((UPPER, LOWER), grown, strict=True) if new != old),
        None,
    )


def test_a_mark_joins_the_letters_that_it_stands_over_or_under():
    assert owner_of(200, 92) is UPPER
    assert owner_of(200, 122) is UPPER
    assert owner_of(200, 150) is LOWER
    assert owner_of(200, 108) is UPPER


def test_a_mark_between_lines_belongs_rather_to_the_lower_one():
    assert owner_of(300, 139) is LOWER


def test_a_dash_may_stand_farther_beside_than_a_dot():
    assert owner_of(540, 108) is None
    assert owner_of(540, 108, width=16) is UPPER


def test_far_off_marks_stay_alone():
    assert owner_of(300, 30) is None and owner_of(900, 108) is None


def test_a_piece_that_is_only_a_mark_goes():
    tilde = Piece(200, 82, 212, 88, 82.0, 88.0, (9,))
    kept, loose = drop_loose_marks([UPPER, tilde, LOWER], X_HEIGHT)
    assert kept == [UPPER, LOWER] and loose.tolist() == [9]


def test_pieces_that_a_figure_parts_become_one():
    pixels = np.full((300, 800), 255, np.uint8)
    for x in (*range(100, 300, 24), *range(400, 600, 24)):
        pixels[120:140, x : x + 16] = 0
    pixels[60:220, 300:384] = 0
    ink = sort_ink(clean_page(pixels))
    assert len(ink.figures) == 1
    left = Piece(100, 120, 284, 140, 120.0, 140.0, (1,))
    right = Piece(400, 120, 584, 140, 120.0, 140.0, (2,))
    (joined,) = join_by_figures([left, right], ink)
    assert (joined.x0, joined.x1) == (100, 584)
    assert int(ink.figures[0]) in joined.members
