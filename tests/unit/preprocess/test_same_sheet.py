"""The same sheet with and without a pasted note."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.config import load_settings
from pipeline.plan.copies import NOTE_COPY, mark_note_copies
from pipeline.preprocess.prepare import prepare
from pipeline.preprocess.sheet import (
    coarse_print,
    likeness,
    same_sheet,
    sheet_print,
)
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage, OcrWord, PageReading
from tests.support.made_pages import made, page_image

SETTINGS = load_settings(None, None, {}).preprocess
NOWHERE = BoundingBox(0, 0, 1, 1)


def scanned(
    kind: str,
    seed: int,
    skew: float,
    shift: tuple[int, int] = (0, 0),
    note: tuple[int, ...] = (),
) -> str:
    pixels = np.asarray(made(kind, seed, skew_deg=skew, noise=2.5, blur=0.4).image)
    if note:
        x, y, width, height = note
        pixels = pixels.copy()
        pixels[y : y + height, x : x + width] = (250, 240, 160)
        cv2.putText(
            pixels,
            "Bo sung CCCD",
            (x + 20, y + 80),
            cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
            1.5,
            (30, 30, 140),
            2,
        )
    move = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], float)
    moved = cv2.warpAffine(
        pixels, move, pixels.shape[1::-1], borderMode=cv2.BORDER_REPLICATE
    )
    return sheet_print(prepare(page_image(moved), SETTINGS, rotation_deg=0))


@pytest.fixture(scope="module")
def decision() -> str:
    return scanned("quyet_dinh", 1, 0.0)


def test_a_second_scan_is_the_same_sheet(decision):
    assert same_sheet(decision, scanned("quyet_dinh", 1, 1.7, (20, -25)))


@pytest.mark.parametrize(
    "note", [(300, 700, 600, 500), (900, 1500, 600, 600), (150, 100, 700, 400)]
)
def test_a_note_may_cover_a_part(decision, note):
    assert same_sheet(decision, scanned("quyet_dinh", 1, -1.2, (-15, 10), note))


@pytest.mark.parametrize("kind", ["to_khai", "bien_ban", "cong_van", "giay_khai_sinh"])
def test_another_page_is_not(decision, kind):
    assert not same_sheet(decision, scanned(kind, 1, 0.8))


def test_a_blank_page_is_like_none():
    clean = prepare(page_image(np.full((2339, 1654), 250, np.uint8)), SETTINGS)
    assert sheet_print(clean) == ""
    assert not same_sheet("", "")


def reading(page: int, sheet: str, text: str) -> PageReading:
    words = tuple(OcrWord(word, NOWHERE, 0.9) for word in text.split())
    clean = prepare(page_image(np.full((200, 150), 250, np.uint8)), SETTINGS)
    ocr = OcrPage((OcrLine(words, NOWHERE),), clean.geometry, "made")
    return PageReading(
        page, ocr, False, ("grey",), True, (), None, True, 0.0, {}, sheet
    )


def test_both_pages_of_a_pair_are_marked_and_kept(decision):
    text = "Quyết định số 1975/QĐ-UBND ngày 27/10/2021 về việc cho phép chuyển mục đích sử dụng đất"
    with_note = scanned("quyet_dinh", 1, 0.5, note=(300, 700, 600, 500))
    pages = [
        reading(1, decision, text),
        reading(2, "", ""),
        reading(3, with_note, text + " Bổ sung CCCD"),
        reading(4, scanned("bien_ban", 2, 0.0), "Biên bản"),
    ]
    marked = mark_note_copies(pages)
    assert [page.page for page in marked if NOTE_COPY in page.flags] == [1, 3]
    assert [replace(page, flags=("grey",)) for page in marked] == pages
    assert mark_note_copies(marked) == marked


def test_the_same_form_of_somebody_else_is_no_copy(decision):
    labels = "Họ và tên ngày sinh số định danh nơi cư trú "
    pages = [
        reading(1, decision, labels + "Lê Thị Linh 02/10/1989 001189264475"),
        reading(2, decision, labels + "Trần Văn Bình 15/03/1975 001075123456"),
    ]
    assert mark_note_copies(pages) == pages


def test_a_coarse_print_knows_the_sheet_again(decision):
    again = scanned("quyet_dinh", 1, 1.7, (20, -25))
    one, other = coarse_print(decision), coarse_print(again)
    assert len(one) == len(other) == 12 * 17
    assert likeness(one, one) == pytest.approx(1.0)
    assert likeness(one, other) > 0.9
    assert likeness(one, coarse_print(scanned("bien_ban", 1, 0.8))) < 0.8


def test_a_blank_page_has_no_coarse_print(decision):
    assert coarse_print("") == ""
    assert likeness(coarse_print(decision), "") == 0.0
    even = "77" * (12 * 17 // 2)
    assert likeness(even, even) == 0.0, "an even ground tells nothing"
