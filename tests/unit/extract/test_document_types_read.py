"""Every type of configs/document_types: a paper with its title is one, and says what its file
declares of persons."""

import pytest

from pipeline.config import load_settings
from pipeline.extract.document import extract_document
from pipeline.extract.type_file import DocumentType, PersonRule
from pipeline.extract.types import load_document_types
from tests.unit.extract.test_extract_document import reading

TYPES = load_document_types()
SETTINGS = load_settings(environ={})
TITLED = [found for found in TYPES if found.titles]
HEAD = """
     ỦY BAN NHÂN DÂN                     CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
     QUẬN THANH LÂM                             Độc lập - Tự do - Hạnh phúc
       Số: 312/QĐ-UBND                   Hạ Yên, ngày 05 tháng 11 năm 2024

                                       {title}

"""
FACTS = {
    "birth_date": ("12/03/1975", "1975-03-12"),
    "gender": ("Nam", "M"),
    "ethnicity": ("Kinh", "Kinh"),
    "nationality": ("Việt Nam", "Việt Nam"),
    "identity": ("001075012345", "001075012345"),
    "id_issued_date": ("01/05/2021", "2021-05-01"),
    "address": ("Số 3 phố Lê Lai, Hà Nội", "Số 3 phố Lê Lai, Hà Nội"),
}


def form(rule: PersonRule) -> str:
    """The lines of a form that tell of a person."""
    opener = "Họ và tên" if rule.openers[0] == "@name" else rule.openers[0]
    lines = [f"     {opener}: Nguyễn Văn An"]
    for fact in (fact for fact in rule.facts if fact in FACTS):
        lines.append(f"     {TYPES.vocabulary.facts[fact].labels[0]}: {FACTS[fact][0]}")
    return "\n".join(lines)


@pytest.mark.parametrize("found", TITLED, ids=lambda found: found.code)
def test_a_paper_with_a_types_title_is_one(found: DocumentType) -> None:
    page = HEAD.format(title=found.titles[0].upper())
    record = extract_document([reading(page)], TYPES, SETTINGS)
    assert record.document_type == found.code
    own = {field.name: field.value for field in record.fields if field.role is None}
    given = {"number": "312/QĐ-UBND", "issued_date": "2024-11-05", "place": "Hạ Yên"}
    assert {name: own[name] for name in given if name in found.layout.facts} == {
        name: value for name, value in given.items() if name in found.layout.facts
    }


@pytest.mark.parametrize(
    ("found", "rule"),
    [
        pytest.param(found, rule, id=f"{found.code}-{rule.role}")
        for found in TITLED
        for rule in found.persons[:1]
        if rule.openers and not rule.rows
    ],
)
def test_the_first_person_of_a_type_is_read_with_every_fact(
    found: DocumentType, rule: PersonRule
) -> None:
    page = HEAD.format(title=found.titles[0].upper()) + form(rule)
    record = extract_document([reading(page)], TYPES, SETTINGS, given_type=found.code)
    first = [
        f for f in record.fields if f.role == rule.role and f.role_index in {None, 1}
    ]
    told = {field.name: field.value for field in first}
    wanted = {fact: FACTS[fact][1] for fact in rule.facts if fact in FACTS}
    if "identity" in wanted:
        wanted["citizen_id"] = wanted.pop("identity")
    assert {name: told.get(name) for name in wanted} == wanted
    assert told["full_name"] == "Nguyễn Văn An"
