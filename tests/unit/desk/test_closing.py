"""What a confirmation is about, once its paper has its place in the record."""

import pytest

from pipeline.desk.closing import subject_of
from pipeline.review.decision import DecisionKind, Subject


@pytest.mark.parametrize(
    ("field", "person"),
    [
        ("1:number", (None, None, "number")),
        ("2:subject.1.birth_date", ("subject", 1, "birth_date")),
        ("3:owner.12.full_name", ("owner", 12, "full_name")),
    ],
)
def test_a_value_of_the_paper_or_of_a_person_on_it(field, person) -> None:
    role, index, name = person
    assert subject_of("A-1.1", field) == Subject(
        DecisionKind.FIELD, "A-1.1", role, index, name
    )
