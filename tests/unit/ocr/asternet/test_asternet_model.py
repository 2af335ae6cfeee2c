"""The line recogniser: what it reads, where the characters lie, long lines, model files."""

import pickle
import unicodedata
from dataclasses import replace
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw
from rapidfuzz.distance import Levenshtein

from pipeline.common.model_file import find_model
from pipeline.ocr.asternet.model import AsterNet, stack_neighbours
from pipeline.ocr.segmentation.strips import RowStrip
from synthetic.pages import fonts

TEXTS = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Họ, chữ đệm, tên: Nguyễn Thị Thùy Dương",
    "Số định danh cá nhân: 001192004417",
    "Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014;",
    "Ủy ban nhân dân phường Quỳnh Lôi, quận Hoàng Mai",
)


LONG = (
    "Xét đề nghị của Trưởng phòng Tư pháp về việc cải chính hộ tịch cho bà Đặng Thị Hằng, sinh năm 1975, "
    "cư trú tại xã Mỹ Hưng"
)


def drawn(
    text: str, size: int = 36
) -> tuple[np.ndarray, list[tuple[str, float, float]]]:
    """A strip with a line of text, and its words with their left and right edges."""
    font = fonts.load(fonts.Face(), size)
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (int(right - left) + 12, int(bottom - top) + 8), 255)
    ImageDraw.Draw(image).text((6 - left, 4 - top), text, font=font, fill=0)
    words, at = [], 0
    for word in text.split(" "):
        x0 = 6 - left + font.getlength(text[:at])
        words.append((word, x0, x0 + font.getlength(word)))
        at += len(word) + 1
    return np.array(image), words


@cache
def reader() -> AsterNet:
    return AsterNet()


@pytest.mark.parametrize("text", TEXTS)
def test_printed_lines_are_read(text):
    read = reader().read(drawn(text)[0])
    assert Levenshtein.distance(read.text, text) <= 1


def test_the_published_model_reads_the_same_lines():
    if not find_model("asternet-fp32").path.exists():
        pytest.skip("models/asternet.onnx was not fetched")
    published = AsterNet(find_model("asternet-fp32"))
    wrong = sum(
        Levenshtein.distance(published.read(drawn(text)[0]).text, text)
        for text in TEXTS
    )
    assert wrong <= 2


def test_every_character_has_a_place_a_confidence_and_an_alternative():
    strip, _ = drawn(TEXTS[1])
    read = reader().read(strip)
    assert unicodedata.is_normalized("NFC", read.text)
    assert {
        len(part)
        for part in (read.starts, read.ends, read.confidences, read.alternatives)
    } == {len(read.text)}
    assert all(
        0 <= a <= b <= strip.shape[1]
        for a, b in zip(read.starts, read.ends, strict=True)
    )
    assert all(a <= b + 1e-6 for a, b in pairwise(read.starts))
    assert all(0 < confidence <= 1 for confidence in read.confidences)
    for char, (other, share), confidence in zip(
        read.text, read.alternatives, read.confidences, strict=True
    ):
        assert other != char and len(other) == 1
        assert 0 <= share <= 1 and (share <= confidence or confidence < 0.9)


@pytest.mark.parametrize("text", [*TEXTS, LONG])
def test_words_lie_on_their_ink(text):
    strip, true = drawn(text)
    read = reader().read(strip)
    assert [word.text for word in read.words] == read.text.split()
    if len(read.words) == len(true):
        columns = np.flatnonzero((strip < 128).any(axis=0))
        for word, (_, x0, x1) in zip(read.words, true, strict=True):
            ink = columns[(columns >= x0) & (columns < x1)]
            assert abs(word.start - ink[0]) <= 6 and abs(word.end - ink[-1] - 1) <= 6


def test_a_long_line_is_read_in_pieces_that_join_with_spaces():
    strip, _ = drawn(LONG)
    read = reader().read(strip)
    assert strip.shape[1] > 2 * find_model("asternet").max_aspect * strip.shape[0]
    assert Levenshtein.distance(read.text, LONG) <= 3
    assert "  " not in read.text


def test_small_and_large_type_are_read_alike():
    for size in (20, 30, 80):
        assert (
            Levenshtein.distance(reader().read(drawn(TEXTS[1], size)[0]).text, TEXTS[1])
            <= 2
        )


@pytest.mark.parametrize(
    "strip",
    [
        np.full((40, 300), 255, np.uint8),
        np.zeros((40, 300), np.uint8),
        np.full((1, 1), 255, np.uint8),
        np.full((2, 900), 200, np.uint8),
        np.full((300, 3), 0, np.uint8),
        np.random.default_rng(0).integers(0, 255, (32, 2500), dtype=np.uint8),
    ],
    ids=["white", "black", "pixel", "thread", "post", "noise"],
)
def test_odd_strips_give_some_answer(strip):
    read = reader().read(strip)
    assert len(read.starts) == len(read.text)


def test_white_has_no_text():
    assert reader().read(np.full((40, 500), 255, np.uint8)).text == ""


def test_a_row_is_its_pieces_read_one_by_one():
    one, other = (drawn(text)[0] for text in TEXTS[:2])
    height = max(len(one), len(other))
    one, other = (
        np.pad(strip, ((0, height - len(strip)), (0, 0)), constant_values=255)
        for strip in (one, other)
    )
    row = RowStrip(np.hstack([one, other]), ((0, 100), (one.shape[1], 2000)))
    alone = [reader().read(strip).words for strip in (one, other)]
    moved = [
        replace(w, start=w.start + one.shape[1], end=w.end + one.shape[1])
        for w in alone[1]
    ]
    assert reader().read_row(row) == (*alone[0], *moved)


def test_it_travels_without_its_session():
    before = reader().read(drawn(TEXTS[0])[0])
    copy = pickle.loads(pickle.dumps(reader()))
    assert copy.read(drawn(TEXTS[0])[0]) == before
    assert copy.version == reader().version and "asternet 1.0.2-sohoa2 " in copy.version


def test_patches_are_neighbourhoods():
    picture = np.arange(12, dtype=np.uint8).reshape(3, 4)
    planes = stack_neighbours(picture)
    assert planes.shape == (1, 9, 3, 4)
    assert np.array_equal(planes[0, 4], picture)
    assert planes[0, 0, 1, 1] == picture[0, 0] and planes[0, 8, 1, 1] == picture[2, 2]
    assert planes[0, 0, 0].tolist() == [128] * 4


def test_a_darker_paper_is_read_too():
    strip, _ = drawn(TEXTS[3])
    faded = cv2.convertScaleAbs(strip, alpha=0.5, beta=90)
    assert Levenshtein.distance(reader().read(faded).text, TEXTS[3]) <= 2
