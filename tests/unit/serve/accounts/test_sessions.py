"""Sessions end when they should; attempts wait; a paper is in one pair of hands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.serve.accounts.attempts import FREE, Attempts
from pipeline.serve.accounts.sessions import IDLE_SECONDS, LONGEST_SECONDS, Sessions
from pipeline.serve.accounts.users import User, Users
from pipeline.serve.items.leases import LEASE_SECONDS, Leases
from pipeline.serve.views.sign_in import _try
from tests.unit.serve.conftest import Kept


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def users(tmp_path: Path) -> Users:
    return Users.of(tmp_path)


@pytest.fixture
def dung(users: Users) -> User:
    return users.add("dung", "Phạm Thị Dung", "reviewer", "bốn từ khó đoán")


def test_a_session_ends_with_sign_out(users: Users, dung: User, clock: Clock) -> None:
    sessions = Sessions(users, clock)
    token, session = sessions.begin(dung, "vi")
    assert sessions.get(token) is session
    sessions.end(token)
    assert sessions.get(token) is None


def test_a_session_ends_when_idle_and_after_a_days_work(
    users: Users, dung: User, clock: Clock
) -> None:
    sessions = Sessions(users, clock)
    idle, _ = sessions.begin(dung, "vi")
    clock.at += IDLE_SECONDS + 1
    assert sessions.get(idle) is None
    busy, _ = sessions.begin(dung, "vi")
    began = clock.at
    while clock.at - began <= LONGEST_SECONDS:
        assert sessions.get(busy) is not None
        clock.at += IDLE_SECONDS / 2
    assert sessions.get(busy) is None


def test_a_session_ends_when_its_user_is_removed_or_changed(
    users: Users, dung: User, clock: Clock
) -> None:
    sessions = Sessions(users, clock)
    token, _ = sessions.begin(dung, "vi")
    users.remove("dung")
    assert sessions.get(token) is None
    users.add("dung", "Phạm Thị Dung", "clerk", "một mật khẩu khác")
    assert sessions.get(token) is None


def test_tokens_differ_and_others_are_worth_nothing(
    users: Users, dung: User, clock: Clock
) -> None:
    sessions = Sessions(users, clock)
    (one, first), (other, second) = (
        sessions.begin(dung, "vi"),
        sessions.begin(dung, "vi"),
    )
    assert one != other
    assert first.csrf != second.csrf
    assert not first.fits(second.csrf)
    for token in (None, "", "x", one[:-1], one + "x"):
        assert sessions.get(token) is None


def test_wrong_passwords_wait_longer_each_time(clock: Clock) -> None:
    attempts = Attempts(clock)
    for _ in range(FREE["login"]):
        assert attempts.seconds_to_wait("dung", "1.1.1.1") == 0
        attempts.failed("dung", "1.1.1.1")
    first = attempts.seconds_to_wait(" DUNG", "2.2.2.2")
    assert first > 0
    assert attempts.seconds_to_wait("binh", "1.1.1.1") == 0
    clock.at += first
    assert attempts.seconds_to_wait("dung", "1.1.1.1") == 0
    attempts.failed("dung", "1.1.1.1")
    assert attempts.seconds_to_wait("dung", "1.1.1.1") > first


def test_an_address_that_tries_many_logins_waits_too(clock: Clock) -> None:
    attempts = Attempts(clock)
    for number in range(FREE["address"]):
        attempts.failed(f"user{number}", "1.1.1.1")
    assert attempts.seconds_to_wait("another", "1.1.1.1") > 0
    assert attempts.seconds_to_wait("another", "2.2.2.2") == 0


def test_the_right_password_clears_the_login(clock: Clock) -> None:
    attempts = Attempts(clock)
    for _ in range(FREE["login"] - 1):
        attempts.failed("dung", "1.1.1.1")
    attempts.succeeded("dung", "1.1.1.1")
    attempts.failed("dung", "1.1.1.1")
    assert attempts.seconds_to_wait("dung", "1.1.1.1") == 0


def test_a_paper_is_in_one_pair_of_hands(clock: Clock) -> None:
    leases = Leases(clock)
    assert leases.take("a", "dung")
    assert leases.take("a", "dung")
    assert not leases.take("a", "binh")
    leases.release("dung", keep={"a"})
    assert not leases.take("a", "binh")
    leases.release("dung")
    assert leases.take("a", "binh")


def test_a_paper_left_lying_is_free_again(clock: Clock) -> None:
    leases = Leases(clock)
    assert leases.take("a", "dung")
    clock.at += LEASE_SECONDS
    assert leases.take("a", "binh")
    assert not leases.take("a", "dung")


def test_many_guesses_at_once_are_counted_one_by_one(kept: Kept) -> None:
    def guess(number: int) -> object:
        return _try(kept.site, "reviewer", f"sai {number}", "1.1.1.1")

    with ThreadPoolExecutor(8) as guessers:
        answers = list(guessers.map(guess, range(FREE["login"] + 6)))
    assert answers.count(None) == FREE["login"]
    assert sum(isinstance(one, float) for one in answers) == 6
