"""From frames to characters with places."""

import numpy as np
import pytest

from pipeline.ocr.arbitration.line_text import NOTHING
from pipeline.ocr.asternet.decoding import decode


def frames_of(symbols: list[int], count: int = 5, sure: float = 0.97) -> np.ndarray:
    """Posteriors of which each frame is sure of one symbol."""
    rows = np.full((len(symbols), count), (1 - sure) / (count - 1), np.float32)
    rows[np.arange(len(symbols)), symbols] = sure
    return np.log(rows)


def test_decoding_collapses_runs_and_keeps_doubled_letters():
    read = decode(
        frames_of([0, 1, 1, 0, 1, 2, 0, 4, 4]), "abcd", 0, 4.0, np.ones(36, np.bool_)
    )
    assert read.text == "aabd"
    assert read.confidences == pytest.approx((0.97,) * 4)
    assert read.starts[0] == 0 and read.ends[-1] == 36


def test_decoding_names_the_second_best():
    frames = frames_of([0, 1, 0])
    frames[1] = np.log([0.01, 0.6, 0.3, 0.05, 0.04])
    assert decode(frames, "abcd", 0, 4.0, np.ones(12, np.bool_)).alternatives[0] == (
        "b",
        pytest.approx(0.3),
    )


def test_decoding_drops_spaces_at_the_ends():
    assert (
        decode(frames_of([1, 0, 2, 0, 1]), " bcd", 0, 4.0, np.ones(20, np.bool_)).text
        == "b"
    )
    assert (
        decode(frames_of([0, 1, 0]), " bcd", 0, 4.0, np.ones(12, np.bool_)) == NOTHING
    )
    assert decode(frames_of([0, 0]), " bcd", 0, 4.0, np.ones(8, np.bool_)) == NOTHING
