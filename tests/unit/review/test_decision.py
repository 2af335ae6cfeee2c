"""What a decision is about, as tables and the command line name it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.decision import DecisionKind, Subject
from schemas.record import ROLES

WHOLE = [
    one for one in DecisionKind if one not in {DecisionKind.FIELD, DecisionKind.MATCH}
]
# A file's name may hold any sign, the bar among them.
ITEMS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
NAMES = st.from_regex(r"[a-z_]+", fullmatch=True)
PERSONS = st.tuples(st.sampled_from(ROLES), st.integers(1, 99))


@given(st.sampled_from(WHOLE), ITEMS)
def test_a_whole_item_is_found_again_by_its_name(kind, item):
    subject = Subject(kind, item)
    assert Subject.parse(str(subject)) == subject


@given(ITEMS, PERSONS)
def test_a_person_is_found_again(item, person):
    subject = Subject(DecisionKind.MATCH, item, *person)
    assert Subject.parse(str(subject)) == subject


@given(ITEMS, PERSONS, NAMES)
def test_a_persons_fact_is_found_again(item, person, name):
    subject = Subject(DecisionKind.FIELD, item, *person, name)
    assert Subject.parse(str(subject)) == subject


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("field|A.1|number", Subject(DecisionKind.FIELD, "A.1", None, None, "number")),
        ("document|A.1", Subject(DecisionKind.DOCUMENT, "A.1")),
        ("quarantine|b|1|c.pdf", Subject(DecisionKind.QUARANTINE, "b|1|c.pdf")),
        # No role of ours: the bars belong to the item.
        (
            "field|A|aunt|1|number",
            Subject(DecisionKind.FIELD, "A|aunt|1", name="number"),
        ),
        ("match|A.1|subject|x", None),
        ("match|A.1", None),
        ("field|A.1", None),
        ("field|", None),
        ("nothing|A.1", None),
        ("document", None),
        ("", None),
    ],
)
def test_names_as_people_write_them(text, subject):
    assert Subject.parse(text) == subject
