"""QR codes with a strange content."""

import pytest

from pipeline.config import load_settings
from pipeline.extract.codes.qr import receipt_facts, with_cards
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrPage, PageReading

SETTINGS = load_settings(environ={}).receipt_qr
CARD = "001075012345|012345678|{name}|12031975|Nam|số 5, phường Hạ Yên|01052021"


def page(*codes: str) -> PageReading:
    ocr = OcrPage((), PageGeometry(1654, 2339, 200), "drawn")
    placed = tuple((code, BoundingBox(20, 20, 120, 120)) for code in codes)
    return PageReading(1, ocr, False, (), True, placed, None, True, 0.0, {})


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_240,
        "|".join("x" * 100 for _ in range(100)),
        "001075012345|" * 500,
        "\x00\x1b[2J|a|b|c|d|e|f",
        CARD.format(name="An").replace("12031975", "31022020"),
        CARD.format(name="An").replace("001075012345", "00107501234O"),
    ],
)
def test_what_is_no_code_of_ours_gives_nothing(text: str) -> None:
    assert with_cards((), [page(text)], card_paper=True) == ()
    assert receipt_facts([page(text)], SETTINGS) == ()


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "=HYPERLINK(1)", "'; DROP TABLE x"]
)
def test_a_script_in_the_name_is_no_name(name: str) -> None:
    fields = with_cards((), [page(CARD.format(name=name))], card_paper=True)
    assert {f.name for f in fields} & {"full_name", "citizen_id"} == {"citizen_id"}


def test_two_receipts_give_the_first() -> None:
    first, second = (f"H26-{n}|2.000635|P1|Giấy|một cửa|2024-11-05" for n in (1, 2))
    found = receipt_facts([page(first), page(second)], SETTINGS)
    assert [f.value for f in found] == ["H26-1", "2.000635"]
