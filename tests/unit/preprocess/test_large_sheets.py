"""Maps, plans, strips and slips in preparation: small marks on them are ink, memory is bounded."""

import tracemalloc

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.config import load_settings
from pipeline.preprocess.ink.components import MAX_PIECES, components, most_pieces
from pipeline.preprocess.prepare import prepare
from pipeline.preprocess.upright.deskew import NO_TEXT, sweep_page
from schemas.imaging import CleanPage
from synthetic.pages.fonts import Face, load
from tests.support.made_pages import page_image

SETTINGS = load_settings(None, None, {}).preprocess
A0 = (9360, 6620)  # at 200 dpi


def prepared(pixels: np.ndarray, dpi: float = 200.0, known: bool = True) -> CleanPage:
    return prepare(page_image(pixels, dpi, known), SETTINGS)


def paper(shape: tuple[int, int]) -> np.ndarray:
    return np.full(shape, 250, np.uint8)


def write(
    page: np.ndarray, text: str, at: tuple[int, int], size: float = 0.9
) -> np.ndarray:
    cv2.putText(page, text, at, cv2.FONT_HERSHEY_COMPLEX, size, 20, 2)
    return page


@pytest.mark.parametrize(
    "place", [(700, 300), (3200, 4700), (1050, 2180), (5900, 9200)]
)
def test_a_few_words_anywhere_on_a_large_sheet_are_not_blank(place):
    clean = prepared(write(paper(A0), "Thua so 12", place))
    assert not clean.is_blank and sorted(clean.pixels.shape) == sorted(A0)
    assert (clean.pixels < 128).sum() > 800


def test_specks_on_a_large_sheet_are_blank():
    page = paper(A0)
    for x, y in np.random.default_rng(4).integers((60, 60), (6500, 9300), (900, 2)):
        cv2.circle(page, (int(x), int(y)), 2, 70, -1)
    assert prepared(page).is_blank


def test_a_large_sheet_full_of_print_is_more_than_noise():
    rows = np.full((240, 800), 250, np.uint8)
    for number, y in enumerate(range(40, 240, 40)):
        write(rows, f"Thua dat so {number}: dien tich 125,5 m2", (10, y), 0.7)
    clean = prepared(np.tile(rows, (39, 8)))
    assert not clean.is_blank and clean.geometry.rotation_deg == 0
    assert (clean.pixels < 128).mean() > 0.02


@pytest.mark.parametrize("angle", [0, 90, 180])
def test_a_turned_white_on_black_plan_is_put_upright(angle):
    plan = Image.new("L", (5000, 6000), 250)
    words = np.random.default_rng(2).choice(
        ["thửa", "đất", "ranh", "giới", "đường", "xã", "Hạ", "bản", "vẽ"], (60, 9)
    )
    for number, row in enumerate(words):
        ImageDraw.Draw(plan).text(
            (300, 100 + 95 * number), " ".join(row), fill=20, font=load(Face(), 44)
        )
    clean = prepared(
        np.ascontiguousarray(255 - np.rot90(np.asarray(plan), angle // 90))
    )
    assert "negative" in clean.flags and not clean.is_blank
    assert clean.geometry.rotation_deg == angle


@pytest.mark.parametrize("inches", [12, 30, 60])
def test_a_receipt_of_like_lines_stands_upright_at_every_length(inches):
    page = paper((inches * 200, 640))
    for number, y in enumerate(range(60, page.shape[0] - 60, 90)):
        write(page, f"Khoan {number}: 125.000 dong", (60, y), 1.0)
    clean = prepared(page)
    assert (
        not clean.is_blank
        and clean.geometry.rotation_deg % 180 == 0
        and abs(clean.geometry.skew_deg) < 0.3
    )


def test_a_strip_of_one_line_runs_along():
    strip = write(paper((60, 500)), "So: 125/QD-UBND", (6, 45), 1.2)
    for turns in (0, 1):
        clean = prepared(np.ascontiguousarray(np.rot90(strip, turns)), 300.0)
        assert not clean.is_blank and clean.geometry.rotation_deg % 180 == 90 * turns
        assert max(clean.pixels.shape) == pytest.approx(500 * 200 / 300, abs=1)


@pytest.mark.parametrize("known", [True, False])
def test_a_slip_of_the_size_of_a_stamp_is_not_blank(known):
    slip = write(
        write(paper((300, 240)), "LE PHI", (20, 120), 1.4), "5.000d", (20, 200), 1.4
    )
    assert not prepared(slip, 300.0, known).is_blank


@pytest.mark.parametrize("text", ["1", "A", "CO"])
@pytest.mark.parametrize("size", [6.0, 12.0])
def test_huge_letters_are_not_blank(text, size):
    assert not prepared(write(paper((2339, 1654)), text, (600, 1200), size)).is_blank


@pytest.mark.parametrize(("text", "size"), [("Đã", 44), ("Có", 36)])
def test_a_word_of_two_letters_is_not_blank(text, size):
    page = Image.new("L", (1654, 2339), 250)
    ImageDraw.Draw(page).text((700, 900), text, fill=20, font=load(Face(), size))
    assert not prepared(np.asarray(page)).is_blank


def test_a_large_sheet_in_colour_costs_few_copies():
    page = page_image(
        np.repeat(write(paper(A0), "Thua so 12", (700, 300))[:, :, None], 3, axis=2)
    )
    tracemalloc.start()
    prepare(page, SETTINGS)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10 * A0[0] * A0[1]


def test_pieces_are_limited_by_the_size_of_the_sheet():
    mask = np.zeros((4000, 3000), np.uint8)
    mask[::16, ::16] = 255
    assert MAX_PIECES < 250 * 188 < most_pieces(mask, 100.0)
    assert (
        len(components(mask)) == 0
        and len(components(mask, most_pieces(mask, 100.0))) == 250 * 188
    )
    assert most_pieces(mask[:1169, :827], 100.0) == MAX_PIECES


def test_the_probe_is_asked_about_the_fullest_part_of_a_large_sheet():
    asked = []

    def probe(grey, dpi):
        asked.append((grey.shape, dpi, int((grey < 128).sum())))
        return 90, 5.0

    page = write(paper(A0), "Thua so 12", (700, 9000))
    assert prepare(page_image(page), SETTINGS, probe).geometry.rotation_deg == 90
    ((height, width), dpi, inked) = asked[0]
    assert dpi == 150.0 and max(height, width) <= 24 * 150 + 4 and inked > 400


def test_one_component_is_cut_out_with_its_holes():
    mask = np.zeros((60, 80), np.uint8)
    cv2.rectangle(mask, (10, 20), (40, 50), 255, 3)
    mask[35, 25] = 255
    found = components(mask)
    ring = int(found.boxes[:, 2].argmax())
    x, y, width, height = found.boxes[ring].tolist()
    own = mask[y : y + height, x : x + width].copy()
    own[35 - y, 25 - x] = 0
    assert np.array_equal(found.cut_out(ring), own)


def test_a_page_of_usual_shape_is_swept_as_a_whole():
    page = np.zeros((300, 400), np.uint8)
    page[40::30, 50:350] = 255
    rows, columns = sweep_page(page, 255 - page, 100.0, 3.0)
    assert rows.certain and not columns.certain
    assert sweep_page(page[:40], 255 - page[:40], 100.0, 3.0)[1] == NO_TEXT
