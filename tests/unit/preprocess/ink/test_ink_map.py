"""Where a page has ink: thin frames and coloured seals count, the grain of the paper does not."""

import numpy as np

from pipeline.preprocess.ink.ink_map import ink_map


def test_a_thin_coloured_frame_is_ink_and_grain_is_not() -> None:
    rng = np.random.default_rng(1)
    paper = rng.normal(235, 8, (800, 600, 3)).clip(0, 255).astype(np.uint8)
    paper[100:102, 50:550] = (200, 60, 70)
    cells = ink_map(paper, 203.2).cells()  # 8 pixels a cell
    assert cells.shape == (100, 75)
    rows = np.flatnonzero(cells.any(axis=1))
    assert rows.tolist() == [12]
    assert np.flatnonzero(cells[12]).tolist() == list(range(6, 69))


def test_a_shadow_is_no_ink_and_sides_that_are_no_whole_cells_are_there() -> None:
    shade = np.linspace(240, 120, 403, dtype=np.float32)
    page = np.repeat(shade[None], 307, axis=0).astype(np.uint8)
    found = ink_map(page, 203.2)
    assert (found.rows, found.columns) == (39, 51)
    assert not found.cells().any()
