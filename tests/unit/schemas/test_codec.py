"""Records survive the way through JSON."""

import dataclasses
import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schemas.archive
import schemas.geometry
import schemas.linkage
import schemas.ocr
import schemas.received.source
import schemas.record
import schemas.work
from schemas.codec import from_plain, to_plain


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    size: float | None


@dataclass(frozen=True, slots=True)
class Whole:
    parts: tuple[Part, ...]
    pair: tuple[int, str]
    day: date | None
    colour: Colour
    more: dict[str, Any]
    deep: tuple[tuple[str, Part], ...] = ()


parts = st.builds(
    Part, st.text(), st.none() | st.floats(allow_nan=False, allow_infinity=False)
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=6,
)
wholes = st.builds(
    Whole,
    st.lists(parts, max_size=3).map(tuple),
    st.tuples(st.integers(-(2**53), 2**53), st.text()),
    st.none() | st.dates(),
    st.sampled_from(Colour),
    st.dictionaries(st.text(), plain, max_size=3),
    st.lists(st.tuples(st.text(), parts), max_size=2).map(tuple),
)


@settings(deadline=None)
@given(wholes)
def test_a_record_comes_back_as_it_was(whole):
    assert from_plain(Whole, json.loads(json.dumps(to_plain(whole)))) == whole


def test_plain_values_are_what_people_would_write():
    whole = Whole(
        (Part("a", 1.5),), (3, "b"), date(2026, 11, 28), Colour.RED, {"k": [1, None]}
    )
    assert to_plain(whole) == {
        "parts": [{"name": "a", "size": 1.5}],
        "pair": [3, "b"],
        "day": "2026-11-28",
        "colour": "red",
        "more": {"k": [1, None]},
        "deep": [],
    }


@pytest.mark.parametrize(
    "broken", [{}, {"name": "a"}, {"name": 3, "size": 1}, [], "text"]
)
def test_what_is_no_such_record_is_refused(broken):
    with pytest.raises(ValueError, match="Part"):
        from_plain(Part, broken)


MODULES = (
    schemas.archive,
    schemas.geometry,
    schemas.linkage,
    schemas.ocr,
    schemas.record,
    schemas.received.source,
    schemas.work,
)
RECORDS = [
    kind
    for module in MODULES
    for kind in vars(module).values()
    if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
]


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_that_flows_has_a_codec(kind):
    with pytest.raises(ValueError, match=kind.__name__):
        from_plain(kind, "no record")
