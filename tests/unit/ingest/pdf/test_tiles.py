"""Pictures side by side on one canvas."""

import numpy as np
import pytest

from pipeline.ingest.pdf.tiles import Tile, canvas_of
from pipeline.ingest.pictures.raster import lossless


def tile(level: int, size: tuple[int, int], at: tuple[int, int], **how: bool) -> Tile:
    width, height = size
    shape = (height, width, 3) if how.pop("colour", False) else (height, width)
    pixels = np.full(shape, level, np.uint8)
    return Tile(pixels, lossless(pixels, bilevel=False), *at, how.get("stencil", False))


def test_without_a_size_the_canvas_is_as_large_as_its_tiles() -> None:
    canvas = canvas_of([tile(10, (4, 3), (5, 7)), tile(20, (4, 3), (9, 10))], None)
    assert canvas.shape == (6, 8)
    assert (canvas[0, 0], canvas[5, 7], canvas[0, 7]) == (10, 20, 255)


def test_what_stands_beyond_the_edges_is_cut_off() -> None:
    canvas = canvas_of([tile(10, (6, 6), (-2, -3)), tile(20, (6, 6), (7, 8))], (10, 10))
    assert np.count_nonzero(canvas == 10) == 4 * 3
    assert np.count_nonzero(canvas == 20) == 3 * 2
    assert canvas.shape == (10, 10)


@pytest.mark.parametrize("at", [(-9, 0), (0, -9), (12, 0), (0, 12)])
def test_a_tile_that_lies_outside_leaves_no_trace(at: tuple[int, int]) -> None:
    assert (canvas_of([tile(10, (6, 6), at)], (10, 10)) == 255).all()


def test_the_later_one_stands_on_top_a_stencil_with_its_black_alone() -> None:
    below, above = tile(10, (4, 4), (0, 0)), tile(200, (4, 4), (2, 2))
    assert canvas_of([below, above], (6, 6))[3, 3] == 200
    stencil = tile(200, (4, 4), (2, 2), stencil=True)
    assert canvas_of([below, stencil], (6, 6))[3, 3] == 10


def test_one_in_colours_makes_the_canvas_coloured() -> None:
    canvas = canvas_of(
        [tile(10, (2, 2), (0, 0)), tile(20, (2, 2), (2, 0), colour=True)], None
    )
    assert canvas.shape == (2, 4, 3)
    assert canvas[0, 0].tolist() == [10, 10, 10]
