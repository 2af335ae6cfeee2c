"""The line recogniser: what it reads, where the characters lie, long lines, model files."""

import pickle
import unicodedata
from dataclasses import replace
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageDraw
from rapidfuzz.distance import Levenshtein

from pipeline.errors import MissingToolError, UsageError
from pipeline.ocr.arbitration.line_text import NOTHING, LineText, join_parts
from pipeline.ocr.asternet.cutting import find_cuts
from pipeline.ocr.asternet.decoding import decode
from pipeline.ocr.asternet.ink import find_ink, find_widest_gap
from pipeline.ocr.asternet.model import AsterNet, stack_neighbours
from pipeline.ocr.asternet.model_file import find_model, load_models
from pipeline.ocr.asternet.spaces import restore_spaces
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


def drawn(text: str, size: int = 36) -> tuple[np.ndarray, list[tuple[str, float, float]]]:
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


def frames_of(symbols: list[int], count: int = 5, sure: float = 0.97) -> np.ndarray:
    """Posteriors of which each frame is sure of one symbol."""
    rows = np.full((len(symbols), count), (1 - sure) / (count - 1), np.float32)
    rows[np.arange(len(symbols)), symbols] = sure
    return np.log(rows)


@pytest.mark.parametrize("text", TEXTS)
def test_printed_lines_are_read(text):
    read = reader().read(drawn(text)[0])
    assert Levenshtein.distance(read.text, text) <= 1


def test_the_published_model_reads_the_same_lines():
    if not find_model("asternet-fp32").path.exists():
        pytest.skip("models/asternet.onnx was not fetched")
    published = AsterNet(find_model("asternet-fp32"))
    wrong = sum(Levenshtein.distance(published.read(drawn(text)[0]).text, text) for text in TEXTS)
    assert wrong <= 2


def test_every_character_has_a_place_a_confidence_and_an_alternative():
    strip, _ = drawn(TEXTS[1])
    read = reader().read(strip)
    assert unicodedata.is_normalized("NFC", read.text)
    assert {
        len(part) for part in (read.starts, read.ends, read.confidences, read.alternatives)
    } == {len(read.text)}
    assert all(0 <= a <= b <= strip.shape[1] for a, b in zip(read.starts, read.ends, strict=True))
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
        assert Levenshtein.distance(reader().read(drawn(TEXTS[1], size)[0]).text, TEXTS[1]) <= 2


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
    moved = [replace(w, start=w.start + one.shape[1], end=w.end + one.shape[1]) for w in alone[1]]
    assert reader().read_row(row) == (*alone[0], *moved)


def test_it_travels_without_its_session():
    before = reader().read(drawn(TEXTS[0])[0])
    copy = pickle.loads(pickle.dumps(reader()))
    assert copy.read(drawn(TEXTS[0])[0]) == before
    assert copy.version == reader().version and "asternet 1.0.2-sohoa2 " in copy.version


def test_a_missing_model_names_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.ocr.asternet.model_file.MODELS", tmp_path)
    with pytest.raises(MissingToolError) as caught:
        AsterNet()
    assert caught.value.code == "model_missing" and "scripts/models.sh" in caught.value.remedy


def test_a_damaged_model_is_refused(tmp_path, monkeypatch):
    (tmp_path / find_model("asternet").file).write_bytes(b"\0" * 100)
    monkeypatch.setattr("pipeline.ocr.asternet.model_file.MODELS", tmp_path)
    with pytest.raises(MissingToolError) as caught:
        AsterNet()
    assert caught.value.code == "model_damaged"


def test_unknown_models_and_broken_lists_are_refused(tmp_path):
    with pytest.raises(UsageError, match="no model"):
        find_model("nothing")
    broken = tmp_path / "models.toml"
    for text in ("[a]\nfile = 'x'\n", "[a\n", "a = 1\n"):
        broken.write_text(text)
        load_models.cache_clear()
        with pytest.raises(UsageError) as caught:
            load_models(broken)
        assert caught.value.code == "models_invalid"
    load_models.cache_clear()


def test_decoding_collapses_runs_and_keeps_doubled_letters():
    read = decode(frames_of([0, 1, 1, 0, 1, 2, 0, 4, 4]), "abcd", 0, 4.0, np.ones(36, np.bool_))
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
    assert decode(frames_of([1, 0, 2, 0, 1]), " bcd", 0, 4.0, np.ones(20, np.bool_)).text == "b"
    assert decode(frames_of([0, 1, 0]), " bcd", 0, 4.0, np.ones(12, np.bool_)) == NOTHING
    assert decode(frames_of([0, 0]), " bcd", 0, 4.0, np.ones(8, np.bool_)) == NOTHING


def test_pieces_join_with_places_moved():
    part = LineText("ab", (0.0, 5.0), (5.0, 9.0), (0.9, 0.8), (("o", 0.1), ("d", 0.2)))
    line = join_parts([(0.0, part), (20.0, NOTHING), (40.0, part)])
    assert line.text == "ab ab"
    assert line.starts == (0, 5, 9, 40, 45) and line.ends == (5, 9, 40, 45, 49)
    assert join_parts([(0.0, NOTHING)]) == NOTHING
    assert join_parts([(0.0, NOTHING), (30.0, part)]).starts == (30, 35)


def test_confidence_of_a_word_is_that_of_all_its_letters():
    line = LineText("ab c", (0, 5, 9, 12), (5, 9, 12, 15), (0.9, 0.8, 1.0, 0.5), (("", 0.0),) * 4)
    assert [(word.text, round(word.confidence, 6)) for word in line.words] == [
        ("ab", 0.72),
        ("c", 0.5),
    ]


@given(arrays(np.bool_, st.integers(1, 900)), st.integers(8, 60), st.floats(2, 20), st.floats(1, 3))
@settings(max_examples=150, deadline=None)
def test_pieces_are_never_too_long_and_cuts_fall_on_white_where_they_may(ink, height, aspect, more):
    longest = aspect * more
    edges = find_cuts(ink, height, aspect, longest)
    assert edges[0] == 0 and edges[-1] == len(ink)
    assert all(0 < b - a <= longest * height for a, b in pairwise(edges))
    if len(ink) <= longest * height:
        assert not any(ink[edge] for edge in edges[1:-1])


@given(arrays(np.bool_, st.integers(1, 60)))
@settings(deadline=None)
def test_the_widest_gap_is_white_and_nothing_is_wider(ink):
    begin, end = find_widest_gap(ink, 0, len(ink))
    assert not ink[begin:end].any()
    runs = "".join("x" if one else " " for one in ink).split("x")
    assert end - begin == max(len(run) for run in runs)


def test_ink_columns_see_print_and_not_specks():
    strip = np.full((40, 60), 240, np.uint8)
    strip[10:30, 20:24] = 30
    strip[5, 50] = 0
    assert np.flatnonzero(find_ink(strip)).tolist() == [20, 21, 22, 23]
    assert not find_ink(np.full((40, 60), 200, np.uint8)).any()


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


def test_spaces_follow_the_white():
    ink = np.zeros(200, np.bool_)
    for begin in (0, 20, 60, 80, 120, 140, 160):
        ink[begin : begin + 16] = True
    line = LineText(
        "ab cdefg",
        (0, 18, 36, 60, 78, 97, 138, 158),
        (18, 36, 60, 78, 97, 138, 158, 176),
        (0.9,) * 8,
        (("x", 0.1),) * 8,
    )
    read = restore_spaces(line, ink, 40)
    assert read.text == "ab cd efg"
    at = read.text.index("efg")
    assert (read.ends[at - 2], read.starts[at - 1], read.ends[at - 1], read.starts[at]) == (
        96,
        96,
        118,
        118,
    )
    assert restore_spaces(read, ink, 40) == read
    twice = LineText("a  b", (0, 16, 18, 20), (16, 18, 20, 36), (0.9,) * 4, (("x", 0.1),) * 4)
    once = restore_spaces(twice, ink, 40)
    assert (once.text, once.starts, once.ends) == ("a b", (0, 16, 20), (16, 20, 36))
    assert restore_spaces(NOTHING, ink, 40) == NOTHING
