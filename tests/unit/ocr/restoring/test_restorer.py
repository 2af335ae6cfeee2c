"""Shaded black and white scans come back nearer to what was printed, sound print stays."""

import pickle

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import MissingToolError
from pipeline.ocr.restoring.restorer import Restorer, describe_restorer
from synthetic.pages.failing import shaded
from tests.support.made_pages import made


@pytest.fixture(scope="module")
def restore() -> Restorer:
    return Restorer()


@pytest.fixture(scope="module")
def printed() -> np.ndarray:
    return np.asarray(made("quyet_dinh", 1).image.convert("L"))[300:1300, 200:1401]


def off(page: np.ndarray, printed: np.ndarray) -> float:
    """How much of the ink is missing or too much."""
    return float(((page < 128) ^ (printed < 128)).sum() / (printed < 128).sum())


@pytest.mark.parametrize("dark", [0.15, 0.3, 0.45])
def test_specks_go_and_print_stays(restore, printed, dark):
    worn = shaded(printed, 200.0, dark, np.random.default_rng(2))
    assert off(restore(worn), printed) < 0.2 * off(worn, printed)


def diffused(grey: np.ndarray) -> np.ndarray:
    """Black and white by error diffusion, as Floyd and Steinberg do it."""
    return np.asarray(Image.fromarray(grey).convert("1")).astype(np.uint8) * 255


def ordered(grey: np.ndarray) -> np.ndarray:
    """Black and white by Bayer's pattern of four by four."""
    four = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]])
    height, width = grey.shape
    limits = np.tile(four * 16 + 8, (height // 4 + 1, width // 4 + 1))
    return np.where(grey > limits[:height, :width], np.uint8(255), np.uint8(0))


@pytest.mark.parametrize("light", [180, 220])
@pytest.mark.parametrize("dither", [diffused, ordered])
def test_other_ways_to_dither_a_ground_are_taken_off_too(
    restore, printed, dither, light
):
    stripes = (np.arange(len(printed)) // 70 % 2 == 0)[:, None]
    worn = dither(np.where(stripes, np.minimum(printed, light), printed))
    assert off(restore(worn), printed) < 0.25 * off(worn, printed)


def test_sound_print_hardly_changes(restore, printed):
    plain = np.where(printed < 140, np.uint8(0), np.uint8(255))
    assert off(restore(plain), plain) < 0.07


@pytest.mark.parametrize("size", [(1, 1), (3, 700), (701, 5), (513, 640)])
def test_any_size_comes_back_as_it_was(restore, size):
    white = restore(np.full(size, 255, np.uint8))
    assert white.shape == size and white.min() > 200


def test_bands_leave_no_seams(restore, printed):
    tall = np.concatenate([printed] * 2)
    whole, half = restore(tall), restore(tall[:1000])
    assert np.abs(whole[:900].astype(int) - half[:900]).max() <= 1


def test_it_travels_to_workers(restore, printed):
    again = pickle.loads(pickle.dumps(Restorer()))
    assert np.array_equal(again(printed[:100]), restore(printed[:100]))


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr("pipeline.common.model_file.MODELS", tmp_path)
    with pytest.raises(MissingToolError) as raised:
        Restorer()
    assert raised.value.code == "model_missing"
    assert raised.value.item == describe_restorer().file
