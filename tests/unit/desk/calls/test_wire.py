"""How a call travels: what is said is heard, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.desk.calls.wire import answer_of, call_of, head_of, words_of

TEXT = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1
)


@given(TEXT, st.lists(TEXT), st.lists(TEXT), st.binary())
def test_a_call_is_heard_as_it_was_said(archive, variables, words, stdin):
    head, _, rest = call_of(archive, "/x", variables, words, stdin).partition(b"\n")
    told, given_bytes = head_of(head, 2)
    assert words_of(rest[:told]) == (archive, "/x", variables, words)
    assert rest[told:] == stdin and len(stdin) == given_bytes


def test_names_that_are_no_text_travel_too():
    head, _, rest = call_of("/kho", "/x", [], ["a\udcff.jpg"], b"").partition(b"\n")
    assert words_of(rest[: head_of(head, 2)[0]])[3] == ["a\udcff.jpg"]


def test_an_answer():
    head, _, rest = answer_of(3, b"out", b"err").partition(b"\n")
    assert (head_of(head, 3), rest) == ([3, 3, 3], b"outerr")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"GET / HTTP/1.1",
        b"SOHOA-DESK/1 1",
        b"SOHOA-DESK/1 -1 2",
        b"SOHOA-DESK/1 a 2",
    ],
)
def test_what_is_no_head(line):
    assert head_of(line, 2) is None


@pytest.mark.parametrize("told", [b"", b"a\0b", b"a\0b\0c"])
def test_what_are_no_words(told):
    assert words_of(told) is None
