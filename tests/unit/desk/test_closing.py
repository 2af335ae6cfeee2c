"""What a clerk's word is about, as the answers name a value and as the record does."""

import pytest

from pipeline.desk.answers import field_name
from pipeline.desk.closing import subject_of
from pipeline.review.decision import DecisionKind, Subject
from schemas.tables.rows import FieldRow
from tests.support.store_rows import made_row


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        ("1:number", Subject(DecisionKind.FIELD, "A-1.2", name="number")),
        (
            "3:subject.1.birth_date",
            Subject(DecisionKind.FIELD, "A-1.2", "subject", 1, "birth_date"),
        ),
        (
            "2:seller.12.full_name",
            Subject(DecisionKind.FIELD, "A-1.2", "seller", 12, "full_name"),
        ),
    ],
)
def test_a_value_of_a_paper_becomes_one_of_a_document(field, subject):
    assert subject_of("A-1.2", field) == subject


@pytest.mark.parametrize(
    "person", [{}, {"role": "mother", "role_index": 2}], ids=["document", "person"]
)
def test_every_name_that_an_answer_gives_is_understood(person):
    row = made_row(FieldRow, name="birth_date", **person)
    found = subject_of("A-1.2", field_name(7, row))
    assert (found.name, found.role, found.role_index) == (
        "birth_date",
        row.role,
        row.role_index,
    )
