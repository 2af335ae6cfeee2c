"""The fields of descriptions."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.export.packages.contents import Dossier, DossierPaper
from pipeline.export.packages.fields import (
    confidence_level,
    document_fields,
    dossier_fields,
    remarks,
    split_number,
)
from pipeline.export.packages.rules import load_package_rules
from schemas.tables.rows import DocumentRow
from tests.support.store_rows import made_row


def made(born: int = 0, **values: object) -> DossierPaper:
    row = made_row(DocumentRow, **{"page_count": 2, "status": "done", **values})
    return DossierPaper(
        row=row,
        type_name="Quyết định",
        subject=None,
        born_digital=born,
        pdf=Path("A-1.1.pdf"),
        alto=None,
        alto_bytes=0,
    )


def dossier(*papers: DossierPaper) -> Dossier:
    return Dossier(
        code="A-1",
        agency_code="H26",
        agency_name="H26",
        maintenance="01",
        papers=papers,
        events=(),
    )


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("123/QĐ-UBND", ("123", "QĐ-UBND")),
        ("12/2023/QĐ-UBND", ("12/2023", "QĐ-UBND")),
        ("45c/SYT-NVY", ("45c", "SYT-NVY")),
        ("640ĐHCT-KHTH", ("640", "ĐHCT-KHTH")),
        ("45", ("45", "")),
        ("12/2023", ("12/2023", "")),
        ("BA 123456", ("BA 123456", "")),
        ("", ("", "")),
        (None, ("", "")),
    ],
)
def test_number_and_notation_part(number, parts):
    assert split_number(number) == parts


def test_a_dossier_of_both_kinds_is_mixed():
    assert confidence_level([made(born=2)]) == "01"
    assert confidence_level([made(born=2), made()]) == "03"
    assert confidence_level([made(), made()]) == "02"


def test_what_is_not_known_is_empty_and_no_field_lacks():
    rules = load_package_rules()
    one = made()
    said = document_fields(one, dossier(one), rules)
    assert tuple(said) == rules.fields.document
    assert (said["issuedDate"], said["codeNumber"], said["language"]) == ("", "", "")
    assert tuple(dossier_fields(dossier(one), rules)) == rules.fields.dossier


def test_the_title_is_that_of_the_result():
    papers = made(title="Tờ khai"), made(kind="result", title="Quyết định cho phép")
    said = dossier_fields(dossier(*papers), load_package_rules())
    assert said["title"] == "Quyết định cho phép"


def test_what_waits_is_said_in_words():
    one = made(
        status="needs_review",
        review_reasons=("type_doubtful",),
        signature_level="unsigned",
    )
    assert remarks(one) == [
        "chờ người xem: chưa chắc loại giấy tờ",
        "chưa ký số",
    ]
    assert remarks(made(signature_level="B-LTA")) == []
