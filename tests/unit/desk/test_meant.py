"""Which dossier a call means: the clerk is named once, and never taken for another."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.desk.desk import Desk
from pipeline.desk.kept.journal import Journal
from pipeline.desk.kept.session import DeskSession, Stand
from pipeline.desk.meant import another_clerks, meant_journal, no_session
from pipeline.desk.visits import cancel_session, start_session
from pipeline.errors import UsageError
from tests.unit.desk.conftest import CLERK, asked_by

FIRST, SECOND, OTHER = "H26.27-261128-0001", "H26.27-261128-0002", "Trần Thị Khác"


@pytest.fixture
def unnamed(desk: Desk) -> Desk:
    """A call that names no clerk, at an archive whose settings name none."""
    return desk.of_clerk("")


def refusal(desk: Desk, *named: str | None) -> str:
    with pytest.raises(UsageError) as caught:
        desk.session(*(named or (None,)))
    return caught.value.code


def test_the_clerk_of_start_is_the_clerk_of_what_follows(unnamed: Desk) -> None:
    start_session(asked_by(unnamed, CLERK), FIRST, None)
    journal = unnamed.session(None)
    assert journal.session.operator == CLERK
    assert unnamed.of_clerk(journal.session.operator).operator == CLERK
    assert unnamed.has_open_session()


def test_the_operator_of_the_settings_does_not_hide_the_clerk_of_start(
    desk: Desk,
) -> None:
    start_session(asked_by(desk, OTHER), FIRST, None)
    assert desk.settings.operator == CLERK
    assert desk.session(None).session.operator == OTHER
    assert desk.session(None, FIRST).session.operator == OTHER


def test_two_clerks_at_once_name_what_they_mean(unnamed: Desk) -> None:
    start_session(asked_by(unnamed, CLERK), FIRST, None)
    start_session(asked_by(unnamed, OTHER), SECOND, None)
    assert refusal(unnamed) == "several_sessions"
    assert unnamed.session(None, SECOND).session.operator == OTHER
    assert asked_by(unnamed, CLERK).session(None).session.dossier_code == FIRST


def test_a_repeated_call_is_never_taken_for_another_clerks(unnamed: Desk) -> None:
    start_session(asked_by(unnamed, CLERK), FIRST, None)
    start_session(asked_by(unnamed, OTHER), SECOND, None)
    cancel_session(unnamed, asked_by(unnamed, CLERK).session(None))
    # Its answer was lost, and the same call comes again: the other clerk's dossier is not meant.
    assert refusal(unnamed) == "several_sessions"
    cancel_session(unnamed, unnamed.session(None, SECOND))
    assert unnamed.session(None).session.dossier_code == SECOND


def test_one_clerk_goes_on_after_another(unnamed: Desk) -> None:
    start_session(asked_by(unnamed, CLERK), FIRST, None)
    cancel_session(unnamed, unnamed.session(None))
    start_session(asked_by(unnamed, OTHER), SECOND, None)
    assert unnamed.session(None).session.dossier_code == SECOND


def test_another_clerk_can_not_act_in_a_named_session(unnamed: Desk) -> None:
    begun = start_session(asked_by(unnamed, CLERK), FIRST, None).session
    assert refusal(asked_by(unnamed, OTHER), begun) == "session_of_another"
    assert unnamed.session(begun).session.operator == CLERK


def test_nothing_begun_nothing_meant(desk: Desk) -> None:
    assert refusal(desk) == "no_session"
    assert refusal(replace(desk, clerk=OTHER), "261128000000-00000000") == "no_session"


def test_a_procedure_that_nobody_has_listed_is_answered_with_the_nearest(
    desk: Desk,
) -> None:
    answer = start_session(desk, FIRST, "1.013263")
    assert [one.code for one in answer.nearest][:1] == ["1.013236"]
    (told,) = [one for one in answer.warnings if one.code.startswith("procedure")]
    assert told.code == "procedure_like"
    assert "1.013236" in told.message


def journal(clerk: str, began: int, ended: int | None = None) -> Journal:
    """A dossier begun at an hour, and closed at another one unless it stands open."""
    session = DeskSession(
        f"s{began}",
        f"D-{clerk}-{began}",
        None,
        clerk,
        f"2026-11-28T{began:02}:00",
        Stand.OPEN if ended is None else Stand.DONE,
        answered_at=None if ended is None else f"2026-11-28T{ended:02}:00",
    )
    return Journal(Path(session.id), session)


def told(journals: list[Journal], clerk: str | None = None) -> str:
    """The dossier that is meant, or why none is."""
    try:
        return meant_journal(journals, clerk).session.dossier_code
    except UsageError as error:
        return error.code


@pytest.mark.parametrize(
    ("journals", "clerk", "expected"),
    [
        ([], None, "no_session"),
        ([journal("A", 8)], None, "D-A-8"),
        ([journal("A", 8)], "B", "no_session"),
        ([journal("A", 8), journal("A", 9)], None, "several_sessions"),
        ([journal("A", 8), journal("B", 9)], None, "several_sessions"),
        ([journal("A", 8), journal("B", 9)], "B", "D-B-9"),
        # The last one closed: the same call again, after its answer was lost.
        ([journal("A", 8, 10), journal("A", 9, 11)], None, "D-A-9"),
        ([journal("A", 8, 12), journal("A", 9, 11)], None, "D-A-8"),
        # Closed before the other clerk's was begun: that one is meant.
        ([journal("A", 8, 9), journal("B", 10)], None, "D-B-10"),
        # Side by side with it: nobody can say whose call this is.
        ([journal("A", 8, 11), journal("B", 10)], None, "several_sessions"),
        # The same clerk's earlier dossier is in nobody's way.
        ([journal("A", 8, 11), journal("A", 10)], None, "D-A-10"),
    ],
)
def test_which_of_several_dossiers_is_meant(journals, clerk, expected) -> None:
    assert told(journals, clerk) == expected


HOURS = st.tuples(st.integers(0, 11), st.one_of(st.none(), st.integers(12, 23)))


@given(st.lists(st.tuples(st.sampled_from("AB"), HOURS)), st.sampled_from("AB"))
def test_a_named_clerk_is_never_given_anothers_dossier(days, clerk) -> None:
    journals = [journal(one, *hours) for one, hours in days]
    try:
        found = meant_journal(journals, clerk).session
    except UsageError as error:
        mine = [one for one, _ in days if one == clerk]
        assert error.code == ("several_sessions" if mine else "no_session")
        return
    assert found.operator == clerk
    standing = [
        one
        for one in journals
        if one.session.operator == clerk and one.session.stand is Stand.OPEN
    ]
    # An open dossier goes before all that are closed.
    assert not standing or [one.session for one in standing] == [found]


def test_what_is_told_names_no_more_than_was_given() -> None:
    assert no_session("x" * 100).item == f"--session {'x' * 40}"
    assert no_session(None).item == "--session"
    told_of = another_clerks(journal("A", 8).session)
    assert (told_of.code, told_of.item) == ("session_of_another", "--session s8")
