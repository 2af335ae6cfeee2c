"""Pages that are no plain print: read without a crash, and never called read where they were not."""

import json

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.config import load_settings
from pipeline.plan.guard import StageClock
from pipeline.plan.pages import read_image
from tests.support.made_pages import page_image
from tests.support.odd_pages import ODD, SERIF
from tests.support.whole_commands import OPERATOR, sohoa

SETTINGS = load_settings(environ={})
# name: (language, unread)
WANTED = {
    "print": ("vie", False),
    "english": ("other", False),
    "square_script": (None, True),
    "handwriting": (None, True),
    "table_of_numbers": (None, False),
    "table_with_heads": ("vie", False),
    "negative": ("vie", False),
    "upside_down": ("vie", False),
    "half_in_shadow": ("vie", False),
    "two_on_one": ("vie", False),
    "letters_2_mm": ("vie", False),
    "photograph": (None, True),
    "mirrored": (None, True),
}


def read(name: str):
    return read_image(
        page_image(ODD[name](), 30 if name == "dpi_30" else 200),
        SETTINGS,
        StageClock(),
        1,
    )


@pytest.mark.parametrize("name", WANTED)
def test_language_and_whether_it_was_read(name):
    got = read(name)
    assert not got.is_blank
    assert (got.ocr.language, "unread" in got.flags) == WANTED[name]


@pytest.mark.parametrize(
    ("name", "stands_there"), [("dpi_30", "VIỆT NAM"), ("letters_40_mm", "SỐ 15 TỔ 3")]
)
def test_letters_too_small_or_too_large_are_called_unread_or_nothing_is_invented(
    name, stands_there
):
    got = read(name)
    text = " ".join(got.ocr.text.upper().split())
    assert (
        "unread" in got.flags or stands_there in text or set(text) <= set(stands_there)
    )


def labelled(width: int, height: int, step: tuple[int, int]) -> tuple[Image.Image, int]:
    """A sheet at 200 dpi with numbered labels of five words: the picture, and how many words stand
    on it."""
    sheet, count = Image.new("L", (width, height), 250), 0
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(SERIF, 40)
    for y in range(100, height - 100, step[1]):
        for x in range(60, width - 480, step[0]):
            draw.text((x, y), f"Thửa số {count}: 125,5 m2", fill=20, font=font)
            count += 1
    return sheet, 5 * count


@pytest.mark.parametrize(
    ("size", "step", "known"),
    [
        ((5000, 6800), (1500, 700), True),
        ((5000, 6800), (1500, 700), False),
        ((600, 11_000), (600, 400), True),
        ((600, 11_000), (600, 400), False),
        ((13_000, 600), (900, 200), True),
    ],
    ids=[
        "plan",
        "plan of no resolution",
        "receipt",
        "receipt of no resolution",
        "wide strip",
    ],
)
def test_every_label_of_a_large_sheet_or_strip_is_read(size, step, known):
    sheet, words = labelled(*size, step)
    got = read_image(page_image(sheet, 200.0, known), SETTINGS, StageClock(), 1)
    assert not got.is_blank and not {"unread", "lines_missed"} & set(got.flags)
    found = [word.text for word in got.ocr.words]
    assert (
        len(found) == words and sum(text == "Thửa" for text in found) > 0.98 * words / 5
    )


def test_ink_without_text_on_a_large_sheet_is_unread_and_never_blank():
    sheet = np.full((9360, 6620), 250, np.uint8)
    scrawl = ODD["handwriting"]()[200:700]
    sheet[5000 : 5000 + scrawl.shape[0], 3000 : 3000 + scrawl.shape[1]] = scrawl
    got = read_image(page_image(sheet), SETTINGS, StageClock(), 1)
    assert not got.is_blank and "unread" in got.flags


@pytest.mark.parametrize("name", ["black", "white"])
def test_pages_of_one_colour_hold_nothing(name):
    assert read(name).ocr.lines == ()


def test_what_can_not_be_read_is_filed_and_waits_for_a_person(tmp_path, archive):
    for name in ("handwriting", "english"):
        file = tmp_path / f"{name}.png"
        Image.fromarray(ODD[name]()).save(file, dpi=(200, 200))
        answer = sohoa(
            "counter",
            file,
            "--dossier",
            f"H26.27-240101-{name}",
            "--archive",
            archive,
            "--operator",
            OPERATOR,
            "--json",
        )
        assert answer.code == 0 and answer.json["quarantined"] == []
    shown = sohoa(
        "show", "H26.27-240101-handwriting", "--archive", archive, "--json"
    ).json["documents"][0]
    assert (
        shown["status"] == "needs_review"
        and "ink_without_text" in shown["review_reasons"]
    )
    assert "unread" in shown["pages"][0]["flags"] and shown["language"] is None
    assert (archive / shown["pdf_path"]).is_file()
    english = sohoa(
        "show", "H26.27-240101-english", "--archive", archive, "--json"
    ).json["documents"][0]
    assert (
        english["language"] == "other"
        and "ink_without_text" not in english["review_reasons"]
    )
    listed = sohoa("review", "list", "--archive", archive, "--json").json["items"]
    assert any(
        "không đọc được" in one["why"] for one in listed if one["what"] == "document"
    ), json.dumps(listed)
