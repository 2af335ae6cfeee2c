"""Codes of dossiers and procedures that are printed on a paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.config import load_settings
from pipeline.plan.contradictions import paper_contradictions
from pipeline.plan.printed_codes import find_printed_codes, load_code_rules
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


def codes(*lines: str) -> list[tuple[str, str | None]]:
    return [
        (one.dossier_code, one.procedure_code)
        for one in find_printed_codes(reading(*lines), OWN)
    ]


def test_what_a_page_prints_reads_as_a_receipt_would_say_it() -> None:
    assert codes(f"Mã hồ sơ: {OTHER}", "Mã thủ tục: 1.001193") == [(OTHER, "1.001193")]
    # A procedure alone is the own dossier's.
    assert codes("Mã thủ tục: 1.001193") == [(OWN, "1.001193")]
    assert codes(f"Mã hồ sơ: {OTHER}") == [(OTHER, None)]


def test_a_page_without_codes_says_nothing_else_than_its_dossier() -> None:
    assert codes() == codes("Giấy khai sinh") == [(OWN, None)]
    assert list(find_printed_codes([], OWN)) == []


def test_several_codes_are_each_told_with_each_procedure() -> None:
    found = codes(
        f"Mã hồ sơ: {OTHER}",
        f"Mã hồ sơ: {OWN}",
        "Mã thủ tục: 1.001193",
        "Mã TTHC: 2.000635",
    )
    assert set(found) == {
        (code, procedure)
        for code in (OTHER, OWN)
        for procedure in ("1.001193", "2.000635")
    }


@pytest.mark.parametrize("mark", [":", ": :", "-", ".", ""])
def test_marks_between_label_and_code_do_not_matter(mark: str) -> None:
    assert codes(f"Mã hồ sơ {mark} {OTHER}") == [(OTHER, None)]


def test_the_rules_are_data_that_say_when_a_word_is_sure() -> None:
    rules = load_code_rules()
    assert 0 < rules.sure < 1
    assert rules.dossier.shape.fullmatch(OTHER)
    assert not rules.dossier.shape.fullmatch("12")
