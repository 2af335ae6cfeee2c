"""The organ above the signature of a certificate."""

import pytest

from pipeline.extract.head.signing_organ import organ_at_signature
from pipeline.extract.rows import page_rows
from pipeline.extract.types import document_types
from tests.unit.extract.head.pages import PITCH, RIGHT, Page


def signed(*lines: str) -> str | None:
    page = Page()
    page.body(700)
    for at, line in enumerate(lines):
        page.put(RIGHT, 1500 + at * PITCH, line, bold=True)
    rows = page_rows(page.canvas.reading().ocr, 1)
    value = organ_at_signature(rows, document_types().vocabulary)
    return value.value if value else None


@pytest.mark.parametrize(
    ("lines", "organ"),
    [
        (("TM. ỦY BAN NHÂN DÂN XÃ HẠ YÊN", "CHỦ TỊCH"), "Ủy ban nhân dân xã Hạ Yên"),
        (("ỦY BAN NHÂN DÂN", "QUẬN HẠ YÊN", "CHỦ TỊCH"), "Ủy ban nhân dân quận Hạ Yên"),
        (("TM. ỦY BAN NHÂN DÂN HUYỆN", "CHỦ TỊCH"), None),  # names none
        (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), None),
    ],
)
def test_the_organ_that_signs(lines: tuple[str, ...], organ: str | None) -> None:
    assert signed(*lines) == organ
