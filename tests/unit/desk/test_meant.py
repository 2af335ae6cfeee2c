"""Which dossier a call means: the clerk is named once, and never taken for another."""

from dataclasses import replace

import pytest

from pipeline.desk.desk import Desk
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
