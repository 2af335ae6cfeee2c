"""The reader of written digits on strips drawn here, and without its model."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.common.model_file import find_model
from pipeline.errors import MissingToolError
from pipeline.extract.written.reader import DigitReader, digit_reader
from pipeline.extract.written.strip import CAPITALS, HEIGHT, levels
from schemas.ocr import GapKind
from synthetic.pages.fonts import Face, load


def strip(before: str, digits: str, behind: str) -> np.ndarray:
    """Words of print around digits that are larger than it and slanted."""
    sheet = Image.new("L", (260, HEIGHT), 255)
    draw, x, base = ImageDraw.Draw(sheet), 2.0, HEIGHT / 2 + CAPITALS / 2
    for text, face, size in (
        (before, Face("termes"), 27),
        (digits, Face("heros", italic=True), 32),
        (behind, Face("termes"), 27),
    ):
        font = load(face, size)
        draw.text((x, base), text, 0, font, anchor="ls")
        x += font.getlength(text) + 4
    return levels(np.asarray(sheet)[:, : int(x)])


@pytest.mark.parametrize("digits", ["27", "385", "4096"])
def test_a_number_up_to_its_notation(digits: str) -> None:
    found = DigitReader().read(strip("Số:", digits, "/TB"), GapKind.NUMBER)
    assert found is not None and found[0] == digits
    assert 0.5 < found[1] <= 1.001


@pytest.mark.parametrize(
    ("digits", "kind"), [("28", GapKind.DAY), ("3", GapKind.MONTH)]
)
def test_days_and_months_come_with_two_digits(digits: str, kind: GapKind) -> None:
    found = DigitReader().read(strip("y", digits, "t"), kind)
    assert found is not None and found[0] == digits.zfill(2)


def test_an_impossible_day_is_never_suggested() -> None:
    found = DigitReader().read(strip("y", "47", "t"), GapKind.DAY)
    assert found is None or 1 <= int(found[0]) <= 31


def test_an_empty_gap_suggests_nothing() -> None:
    blank = np.zeros((HEIGHT, 120), np.float32)
    assert DigitReader().read(blank, GapKind.NUMBER) is None


@pytest.mark.parametrize("content", [None, b"\0" * 100])
def test_without_a_whole_model_pages_are_read_and_nothing_is_suggested(
    tmp_path, monkeypatch, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / find_model("digits").file).write_bytes(content)
    monkeypatch.setattr("pipeline.common.model_file.MODELS", tmp_path)
    with pytest.raises(MissingToolError):
        DigitReader().verify()
    digit_reader.cache_clear()
    assert digit_reader() is None
    digit_reader.cache_clear()
