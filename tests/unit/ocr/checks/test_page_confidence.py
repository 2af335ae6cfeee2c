"""What is told of a page as its confidence: the share that is right, by its words."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.ocr.checks.page_confidence import (
    doubts_of,
    estimate_confidence,
    estimate_page_confidence,
    load_page_calibration,
)
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrLine, OcrPage, OcrWord

GEOMETRY = PageGeometry(1654, 2339, 200.0)


def page(*words: tuple[str, float]) -> OcrPage:
    placed = [
        OcrWord(text, BoundingBox(10 * n, 10, 10 * n + 9, 40), confidence)
        for n, (text, confidence) in enumerate(words)
    ]
    return OcrPage((OcrLine.around(placed),) if placed else (), GEOMETRY, "test")


def confidence(*words: tuple[str, float]) -> float:
    told = estimate_page_confidence(page(*words))
    assert told is not None
    return told


SURE = [("nghiêng", 0.99)] * 90


def test_words_broken_into_pieces_show_though_they_are_short():
    whole, broken = page(*SURE), page(*SURE, *[("ng", 0.5)] * 10)
    assert broken.confidence is not None and broken.confidence > 0.97
    assert (
        estimate_page_confidence(broken) < 0.96 < 0.99 < estimate_page_confidence(whole)
    )


def test_a_page_without_words_has_none():
    assert estimate_page_confidence(page()) is None
    assert estimate_confidence([page(), page()]) is None


def test_several_pages_count_by_their_letters():
    good, bad, empty = page(*SURE), page(("ab", 0.2)), page()
    told = estimate_confidence([good, empty, bad])
    expected = (630 * confidence(*SURE) + 2 * confidence(("ab", 0.2))) / 632
    assert told == pytest.approx(expected)


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=30),
    st.integers(0, 29),
    st.floats(0, 1),
)
def test_no_page_gains_by_a_word_that_is_less_sure(sure, at, less):
    words = [("chữ", one) for one in sure]
    doubted = list(words)
    place = at % len(words)
    doubted[place] = ("chữ", words[place][1] * less)
    assert 0 <= confidence(*doubted) <= confidence(*words) <= 1


def test_doubts_count_each_word_once():
    lacking, unsure = doubts_of(page(("một", 0.9), ("nghiêng", 0.5)).words)
    assert (lacking, unsure) == (pytest.approx(0.3), pytest.approx(0.505))


def test_certain_words_leave_a_finite_doubt():
    lacking, unsure = doubts_of(page(("một", 1.0)).words)
    assert math.isfinite(math.log(lacking)) and math.isfinite(math.log(unsure))
    assert confidence(("một", 1.0)) > 0.999


def test_weights_that_reward_doubt_are_refused(tmp_path):
    path = tmp_path / "page_confidence.toml"
    path.write_text(
        'version = 1\nsource = ""\nbias = 0.0\ndoubt = 1.0\nunsure = -0.5\n'
    )
    with pytest.raises(UsageError) as caught:
        load_page_calibration(path)
    assert caught.value.code == "config_invalid"
