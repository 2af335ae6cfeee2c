"""Both languages say the same things, and all that is shown has words."""

import re

import pytest

from pipeline.report.catalogue import REPORTS
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.plans import Reading
from pipeline.report.definitions.missing import Reason, Source
from pipeline.report.document_types import load_type_names
from pipeline.report.wording.texts import Texts, load_texts
from schemas.figures.report import NoteCode
from schemas.figures.units import UnitLevel


def keys(value: object, at: str = "") -> set[str]:
    if not isinstance(value, dict):
        return {at}
    return {key for name, inner in value.items() for key in keys(inner, f"{at}/{name}")}


def test_both_languages_have_the_same_words() -> None:
    vi, en = load_texts("vi").model_dump(), load_texts("en").model_dump()
    assert keys(vi) == keys(en)


def test_sentences_name_the_same_values() -> None:
    vi, en = load_texts("vi"), load_texts("en")
    for code in NoteCode:
        places = [set(re.findall(r"{\w+}", texts.notes[code])) for texts in (vi, en)]
        assert places[0] == places[1], code


@pytest.fixture(params=["vi", "en"])
def texts(request: pytest.FixtureRequest) -> Texts:
    return load_texts(request.param)


def test_every_note_and_no_other_has_a_sentence(texts: Texts) -> None:
    assert set(texts.notes) == set(NoteCode)


def test_every_report_has_a_title_and_every_column_a_heading(texts: Texts) -> None:
    assert set(texts.reports) == set(REPORTS)
    for definition in REPORTS.values():
        assert {column.name for column in definition.columns} <= set(texts.columns)
        assert {span.word for span in definition.spans if span.word} <= set(texts.words)


def test_every_value_of_a_closed_list_has_a_term(texts: Texts) -> None:
    assert set(texts.levels) == set(UnitLevel)
    assert set(texts.readings) == set(Reading)
    assert set(texts.reasons) >= set(Reason)
    assert set(texts.measures) >= {*Measure, *Source}


def test_document_types_have_vietnamese_names() -> None:
    assert load_type_names()["quyet_dinh"] == "Quyết định"
