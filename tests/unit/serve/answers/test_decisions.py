"""Who may answer what, and what an answer to a number becomes at the first, second, third look."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.review.refusals import DecisionsRefused
from pipeline.serve.accounts.sessions import Session
from pipeline.serve.answers.decisions import (
    Answer,
    answer_item,
    may_have,
    take_back,
)
from pipeline.serve.items.keyings import Keying
from tests.unit.serve.conftest import PASSWORD, Kept

PAPER = "H26.27-241101-0012.1"
BORN = f"field|{PAPER}|subject|1|birth_date"
NUMBER = f"field|{PAPER}|subject|1|citizen_id"
ONE, TWO = "001209000123", "001209000124"


def session(kept: Kept, login: str) -> Session:
    if kept.site.users.get(login) is None:
        kept.site.users.add(login, f"Phạm Thị {login.title()}", "reviewer", PASSWORD)
    user = kept.site.users.get(login)
    assert user is not None
    return kept.site.sessions.begin(user, "vi")[1]


def answer(kept: Kept, who: Session, key: str, value: str, seconds: float = 0.0) -> str:
    kept.site.queue.look_again()
    item = kept.site.queue.get(key)
    assert item is not None
    return answer_item(kept.site, who, item, Answer(value, None, seconds))


@pytest.fixture
def twice(kept: Kept) -> Kept:
    kept.site.double_keying = True
    return kept


def figures(kept: Kept) -> dict[str, tuple[int, int]]:
    """By login, numbers typed and those that agreed."""
    work = kept.site.keyings.work("2000-01-01")
    return {one.login: (one.keyed, one.agreed) for one in work if one.keyed}


def test_two_who_agree_decide(twice):
    an, binh = session(twice, "an"), session(twice, "binh")
    assert answer(twice, an, NUMBER, "001 209 000 123") == "typed"
    assert twice.events() == []
    assert answer(twice, binh, NUMBER, ONE) == "taken"
    assert [one["actor"] for one in twice.events()] == ["Phạm Thị Binh"]
    assert figures(twice) == {"an": (1, 1), "binh": (1, 1)}
    assert twice.site.keyings.of(NUMBER) == ()


def test_right_as_it_is_counts_as_the_number_that_was_read(twice):
    an, binh = session(twice, "an"), session(twice, "binh")
    answer(twice, an, NUMBER, "ok")
    assert [one.value for one in twice.site.keyings.of(NUMBER)] == [ONE]
    assert answer(twice, binh, NUMBER, ONE) == "taken"


def test_two_who_differ_decide_nothing_and_the_third_is_right(twice):
    an, binh, chi = (session(twice, one) for one in ("an", "binh", "chi"))
    answer(twice, an, NUMBER, TWO)
    assert answer(twice, binh, NUMBER, ONE) == "differs"
    assert twice.events() == []
    assert answer(twice, chi, NUMBER, ONE) == "taken"
    assert figures(twice) == {"an": (1, 0), "binh": (1, 1)}


def test_who_typed_first_takes_it_back_and_is_first_again(twice):
    an = session(twice, "an")
    answer(twice, an, NUMBER, TWO)
    assert take_back(twice.site, an) == NUMBER
    assert twice.site.keyings.of(NUMBER) == ()
    assert answer(twice, an, NUMBER, ONE) == "typed"


def test_decisions_are_taken_back_newest_first_and_not_beyond_this_sitting(kept):
    an = session(kept, "an")
    answer(kept, an, BORN, "18/05/2009")
    answer(kept, an, NUMBER, ONE)
    assert [take_back(kept.site, an), take_back(kept.site, an)] == [NUMBER, BORN]
    with pytest.raises(UsageError) as caught:
        take_back(kept.site, an)
    assert caught.value.code == "nothing_to_undo"
    kept.site.queue.look_again()
    assert {BORN, NUMBER} <= {
        one.key for one in map(kept.site.queue.get, (BORN, NUMBER)) if one is not None
    }


@pytest.mark.parametrize("value", ["", "  ", "x" * 501])
def test_no_value_changes_nothing(kept, value):
    an = session(kept, "an")
    with pytest.raises(UsageError) as caught:
        answer(kept, an, BORN, value)
    assert (caught.value.code, kept.events(), an.done) == ("no_value", [], [])


def test_a_refused_answer_is_no_work_done(kept):
    an = session(kept, "an")
    with pytest.raises(DecisionsRefused):
        answer(kept, an, BORN, "hôm qua")
    assert (an.done, kept.site.keyings.work("2000-01-01")) == ([], ())


@pytest.mark.parametrize(
    ("seconds", "counted"), [(4.5, 4.5), (-3.0, 0.0), (100_000.0, 600.0)]
)
def test_a_long_pause_was_not_spent_on_the_item(kept, seconds, counted):
    an = session(kept, "an")
    answer(kept, an, BORN, "18/05/2009", seconds)
    (work,) = kept.site.keyings.work("2000-01-01")
    assert (work.decisions, work.seconds) == (1, counted)


def test_nobody_is_second_to_themselves(twice):
    an, binh = session(twice, "an"), session(twice, "binh")
    item = twice.site.queue
    item.look_again()
    number = item.get(NUMBER)
    assert may_have(twice.site, an, number, ())
    twice.site.keyings.add(NUMBER, Keying("an", "An", ONE))
    assert not may_have(twice.site, an, number, ("an",))
    assert may_have(twice.site, binh, number, ("an",))
    # Others may review, so the third look is not one of theirs.
    assert not may_have(twice.site, binh, number, ("an", "binh"))


def test_where_two_alone_review_one_of_them_has_the_third_look(twice):
    for user in twice.site.users.list():
        twice.site.users.remove(user.login)
    an, _ = session(twice, "an"), session(twice, "binh")
    twice.site.queue.look_again()
    number = twice.site.queue.get(NUMBER)
    assert may_have(twice.site, an, number, ("an", "binh"))
    assert not may_have(twice.site, an, number, ("an",))
