"""Names of places that stand on a paper more than once."""

import pytest

from pipeline.extract.agreement import settle_places
from pipeline.extract.forms.fields import Found
from pipeline.extract.types import load_document_types
from pipeline.extract.values import Value
from schemas.geometry import BoundingBox
from tests.unit.extract.head.lines import labelled

UNITS = load_document_types().vocabulary.place_words


def settled(name: str, value: str, lines: list[str]) -> Value:
    rows = [line.row for line in labelled([(text, "BODY", 1.0) for text in lines])]
    box = BoundingBox(0, 0, 10, 10)
    fact = Found(None, None, name, Value(value, value, 0.96, 0.9, box, 1), 1.0)
    (found,) = settle_places([fact], rows, UNITS)
    return found.value


TOLD = "Nơi cư trú: Thôn Đông, xã Minh Khai Hạ, huyện Phú Sơn"


@pytest.mark.parametrize(
    ("value", "lines", "settles", "least"),
    [
        ("xã Minh Khai Hạ", [TOLD, "UBND XÃ MINH KHAI HẠ"], "xã Minh Khai Hạ", 0.95),
        # One reading against one: a person looks.
        ("xã Minh Khai Ha", [TOLD, "UBND xã Minh Khai Ha"], "xã Minh Khai Ha", 0.5),
        # Two against one: as the two have it.
        (
            "UBND xã Minh Khai Ha",
            [TOLD, TOLD, "UBND xã Minh Khai Ha"],
            "UBND xã Minh Khai Hạ",
            0.9,
        ),
        ("xã Minh Khai Ha", ["UBND xã Minh Khai Ha"], "xã Minh Khai Ha", 0.95),
        # Another unit of the name says nothing.
        ("xã Phú Son", [TOLD, "xã Phú Son"], "xã Phú Son", 0.95),
    ],
)
def test_a_place_is_spelled_as_most_of_the_paper_has_it(
    value: str, lines: list[str], settles: str, least: float
) -> None:
    found = settled("issuer", value, lines)
    assert found.value == settles
    assert least < found.confidence < least + 0.1


def test_names_of_persons_are_left_alone() -> None:
    found = settled("full_name", "Xã Minh Khai Ha", [TOLD, TOLD])
    assert found.value == "Xã Minh Khai Ha" and found.confidence == 0.96
