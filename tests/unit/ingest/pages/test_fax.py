"""Fax strips: each decoded to its last row, and none made up."""

import numpy as np
import pytest

from pipeline.ingest.pages.fax import decode_fax
from pipeline.ingest.pictures.raster import g4_encode

PARMS = {"K": -1, "BlackIs1": False}


def strip(rows: int) -> np.ndarray:
    white = np.ones((rows, 64), bool)
    white[::3, 5:20] = False
    white[-1, 40:60] = False
    return white


def test_strips_stand_below_one_another() -> None:
    parts = [strip(12), strip(7)]
    found = decode_fax([g4_encode(one) for one in parts], 64, [12, 7], PARMS)
    assert np.array_equal(found, np.vstack(parts).astype(np.uint8) * 255)


def test_a_strip_that_is_cut_off_is_refused() -> None:
    data = g4_encode(strip(40))
    with pytest.raises(ValueError):
        decode_fax([data[: len(data) // 2]], 64, [40], PARMS)
