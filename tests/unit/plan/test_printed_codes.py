"""Codes of dossiers and procedures that are printed on a paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.config import load_settings
from pipeline.plan.contradictions import paper_contradictions
from schemas.geometry import BoundingBox
from schemas.ocr import OcrLine, OcrPage, OcrWord, PageReading
from tests.unit.plan.test_contradictions import document, pages

SETTINGS = load_settings(environ={})
OWN, OTHER = "H26.27-241105-0012", "000.00.27.H26-220105-0007"


def reading(*lines: str, confidence: float = 0.99) -> list[PageReading]:
    """A page with these lines; a word behind `?` is unsure."""
    box = BoundingBox(0, 0, 1, 1)
    (page,) = pages([])
    rows = tuple(
        OcrLine.around(
            OcrWord(word.lstrip("?"), box, 0.6 if word.startswith("?") else confidence)
            for word in line.split()
        )
        for line in lines
    )
    return [replace(page, ocr=OcrPage(rows, page.ocr.geometry, "none"))]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([f"Mã hồ sơ: {OWN}"], []),
        ([f"Mã hồ sơ: {OTHER}"], [("other_dossier", OTHER, OWN)]),
        ([f"MÃ SỐ HỒ SƠ : {OTHER} ngày 05/01/2022"], [("other_dossier", OTHER, OWN)]),
        (
            ["Giấy tiếp nhận", f"Số hồ sơ {OTHER[:14]} {OTHER[14:]}"],
            [("other_dossier", OTHER, OWN)],
        ),
        ([f"Mã hồ sơ: ?{OTHER}"], []),
        ([f"Mã hồ sơ: {OTHER} ?x"], [("other_dossier", OTHER, OWN)]),
        (["Mã hồ sơ:", "Mã hồ sơ: 12", f"Kèm theo {OTHER}", f"Theo mã {OTHER}"], []),
        (["Mã thủ tục: 1.001193"], [("other_procedure", "1.001193", "2.000635")]),
        (["Mã TTHC: 2.000635"], []),
        (
            [f"Mã hồ sơ: {OTHER}", "Mã thủ tục: 1.001193"],
            [("other_dossier", OTHER, OWN)],
        ),
    ],
)
def test_printed_codes_against_the_container(lines, expected):
    own = replace(document(), dossier_code=OWN)
    found = paper_contradictions(own, reading(*lines), SETTINGS)
    assert [(one.code, one.found, one.against) for one in found] == expected
