"""Pages that are no plain print: read without a crash, and never called read where they were not."""

import json

import pytest
from integration_support import OPERATOR, sohoa
from made_pages import page_image
from odd_pages import ODD
from PIL import Image

from pipeline.config import load_settings
from pipeline.plan.guard import StageClock
from pipeline.plan.pages import read_image

SETTINGS = load_settings(environ={})
# name: (language, unread)
WANTED = {
    "print": ("vie", False), "english": ("other", False), "square_script": (None, True), "handwriting": (None, True),
    "table_of_numbers": (None, False), "table_with_heads": ("vie", False), "negative": ("vie", False),
    "upside_down": ("vie", False), "half_in_shadow": ("vie", False), "two_on_one": ("vie", False),
    "letters_2_mm": ("vie", False), "photograph": (None, True), "mirrored": (None, True),
}  # fmt: skip


def read(name: str):
    return read_image(page_image(ODD[name](), 30 if name == "dpi_30" else 200), SETTINGS, StageClock(), 1)


@pytest.mark.parametrize("name", WANTED)
def test_language_and_whether_it_was_read(name):
    got = read(name)
    assert not got.is_blank
    assert (got.ocr.language, "unread" in got.flags) == WANTED[name]


@pytest.mark.parametrize(("name", "stands_there"), [("dpi_30", "VIỆT NAM"), ("letters_40_mm", "SỐ 15 TỔ 3")])
def test_letters_too_small_or_too_large_are_called_unread_or_nothing_is_invented(name, stands_there):
    got = read(name)
    text = " ".join(got.ocr.text.upper().split())
    assert "unread" in got.flags or stands_there in text or set(text) <= set(stands_there)


@pytest.mark.parametrize("name", ["black", "white"])
def test_pages_of_one_colour_hold_nothing(name):
    assert read(name).ocr.lines == ()


def test_what_can_not_be_read_is_filed_and_waits_for_a_person(tmp_path, archive):
    for name in ("handwriting", "english"):
        file = tmp_path / f"{name}.png"
        Image.fromarray(ODD[name]()).save(file, dpi=(200, 200))
        answer = sohoa(
            "counter", file, "--dossier", f"H26.27-240101-{name}", "--archive", archive, "--operator", OPERATOR,
            "--json",
        )  # fmt: skip
        assert answer.code == 0 and answer.json["quarantined"] == []
    shown = sohoa("show", "H26.27-240101-handwriting", "--archive", archive, "--json").json["documents"][0]
    assert shown["status"] == "needs_review" and "ink_without_text" in shown["review_reasons"]
    assert "unread" in shown["pages"][0]["flags"] and shown["language"] is None
    assert (archive / shown["pdf_path"]).is_file()
    english = sohoa("show", "H26.27-240101-english", "--archive", archive, "--json").json["documents"][0]
    assert english["language"] == "other" and "ink_without_text" not in english["review_reasons"]
    listed = sohoa("review", "list", "--archive", archive, "--json").json["items"]
    assert any("không đọc được" in one["why"] for one in listed if one["what"] == "document"), json.dumps(listed)
