"""What a paper says against its container, and the papers of a dossier against one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.config import load_settings
from pipeline.plan.contradictions import (
    StatedFact,
    find_contradictions,
    paper_contradictions,
)
from schemas.geometry import BoundingBox, PageGeometry
from schemas.ocr import OcrPage, PageReading
from schemas.work import Contradiction, DossierFacts, ReceivedDocument

SETTINGS = load_settings(environ={})
RECEIPT = "{code}|{procedure}|001085000001|Giấy khai sinh|HT-TTGQTTHC|05/11/2024 08:30"


def document(procedure: str | None = "2.000635") -> ReceivedDocument:
    facts = DossierFacts("H26", procedure_code=procedure)
    return ReceivedDocument(
        "H26-1.1", "H26-1", "H26-1", 1, "01.pdf", "0", (), (), False, facts
    )


def pages(*codes: Sequence[str]) -> list[PageReading]:
    box = BoundingBox(0, 0, 1, 1)
    geometry = PageGeometry(100, 100, 200)
    return [
        PageReading(
            page=number,
            ocr=OcrPage((), geometry, "none"),
            is_blank=False,
            flags=(),
            dpi_known=True,
            codes=tuple((text, box) for text in texts),
            image_sha256=None,
            image_passthrough=False,
            seconds=0.0,
            stage_seconds={},
        )
        for number, texts in enumerate(codes, start=1)
    ]


def receipt(code: str = "H26-1", procedure: str = "2.000635") -> str:
    return RECEIPT.format(code=code, procedure=procedure)


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([[receipt()]], []),
        ([[], ["other"]], []),
        ([[receipt("H26-9", "1.1")]], [("other_dossier", "H26-9", "H26-1")]),
        ([[receipt()], [receipt("H26-9")]], [("other_dossier", "H26-9", "H26-1")]),
        (
            [["SOHOA1|H26-9||"], [receipt("H26-9")]],
            [("other_dossier", "H26-9", "H26-1")],
        ),
        ([[receipt(procedure="1.1")]], [("other_procedure", "1.1", "2.000635")]),
        ([["SOHOA1|H26-1|1.1|2"]], [("other_procedure", "1.1", "2.000635")]),
        ([[receipt(procedure="")]], []),
        ([["SOHOA1|../x||"], [receipt("../x")]], []),
    ],
)
def test_codes_of_a_paper_against_its_container(codes, expected):
    found = paper_contradictions(document(), pages(*codes), SETTINGS)
    assert [(one.code, one.found, one.against) for one in found] == expected


def test_a_container_that_names_no_procedure_contradicts_none():
    assert (
        paper_contradictions(
            document(None), pages([receipt(procedure="1.1")]), SETTINGS
        )
        == ()
    )


def person(role: str = "applicant", index: int = 1, sure: bool = True, **facts: str):
    return [
        StatedFact("D", role, index, name, value, needs_review=not sure)
        for name, value in facts.items()
    ]


AN = {
    "full_name": "Nguyễn Văn An",
    "birth_date": "1975-03-12",
    "citizen_id": "001075000123",
}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (person(**AN), None),
        (person("father", **{**AN, "birth_date": "1975"}), None),
        (person(**{**AN, "full_name": "NGUYEN VAN AN"}), None),
        (person("owner", **{**AN, "full_name": "Nguyễn Văn Ánh"}), "full_name"),
        (person("owner", **{**AN, "birth_date": "1975-03-21"}), "birth_date"),
        (person("owner", **{**AN, "citizen_id": "001075000128"}), "citizen_id"),
        (person(full_name="Nguyễn Văn An", birth_date="1975-03-21"), "birth_date"),
        # Another person of the same name; another person altogether; nobody is sure.
        (person("father", full_name="Nguyễn Văn An", birth_date="1945-03-21"), None),
        (
            person(
                full_name="Trần Thị Bình",
                birth_date="1975-03-12",
                citizen_id="001175000456",
            ),
            None,
        ),
        (person(sure=False, **{**AN, "birth_date": "1975-03-21"}), None),
        (person("signer", **{**AN, "birth_date": "1975-03-21"}), None),
        (
            [StatedFact("D", "applicant", 1, "full_name", None, needs_review=False)],
            None,
        ),
    ],
)
def test_one_fact_with_two_values(other, expected):
    fields = {"H26-1.1": person(**AN), "H26-1.2": other}
    found = find_contradictions(fields, ["H26-1.2"])
    told, back = (
        Contradiction("facts_differ", str(expected), one)
        for one in ("H26-1.1", "H26-1.2")
    )
    assert found == (
        {"H26-1.2": (told,), "H26-1.1": (back,)} if expected is not None else {}
    )


def test_both_papers_bear_the_mark_whichever_of_them_comes_last():
    other = person(**{**AN, "full_name": "Lê Thị Cúc", "birth_date": "1980-01-01"})
    fields = {"D.1": person(**AN), "D.2": other, "D.3": other}
    found = find_contradictions(fields, ["D.2", "D.3"])
    assert {one: [each.against for each in told] for one, told in found.items()} == {
        "D.1": ["D.2", "D.3"],
        "D.2": ["D.1"],
        "D.3": ["D.1"],
    }
    assert found["D.2"][0].found == "full_name, birth_date"
    assert find_contradictions(fields, ["D.1"]) == found
    turned = {one: fields[one] for one in ("D.3", "D.2", "D.1")}
    again = find_contradictions(turned, ["D.1"])
    assert {one: set(told) for one, told in again.items()} == {
        one: set(told) for one, told in found.items()
    }
    assert find_contradictions(fields, []) == {}, "papers on file were compared before"


def test_a_value_that_a_person_gave_is_not_asked_about_again():
    decided = [
        replace(one, decided_in="7-1" if one.name == "birth_date" else None)
        for one in person(**AN)
    ]
    other = person(**{**AN, "birth_date": "1980-01-01"})
    found = find_contradictions({"D.1": decided, "D.2": other}, ["D.2"])
    assert set(found) == {"D.2"}
