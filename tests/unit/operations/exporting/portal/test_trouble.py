"""A portal that fails, refuses, answers twice or not at all: no record is lost, none goes twice under another key."""

from __future__ import annotations

import pytest

from pipeline.errors import UsageError
from pipeline.operations.exporting.portal import (
    Asked,
    portal_status,
    report_to_portal,
)
from tests.support.portal_server import (
    answer_twice,
    conflict,
    hang_up,
    other_key,
    stall,
    status,
    take_and_hang_up,
)
from tests.unit.operations.exporting.portal.conftest import (
    CODES,
    Pauses,
    report,
    result,
    settings,
)


@pytest.mark.parametrize(
    "fault", [status(500), status(503), status(429), hang_up, other_key]
)
def test_a_portal_that_fails_for_a_while_is_asked_again(
    folder, finished, portal, fault
):
    portal.faults = [fault, fault]
    pauses = Pauses()
    answer = report(folder, portal, pauses)
    assert (answer["delivered"], answer["waiting"]) == (5, 0)
    assert portal.codes == list(CODES)
    assert portal.came[:3] == [portal.records[0]["key"]] * 3, "always the same key"
    assert pauses == [1.0, 2.0]


def test_a_portal_that_never_answers_is_left_and_asked_again(folder, finished, portal):
    portal.faults = [stall]
    quick = settings(timeout_seconds=2)
    asked = Asked(to=portal.url)
    assert report_to_portal(folder.root, quick, asked, Pauses())["delivered"] == 5
    assert portal.codes == list(CODES)


def test_the_pause_that_it_asks_for_is_kept_within_bounds(folder, finished, portal):
    portal.faults = [status(429, Retry_After="7"), status(503, Retry_After="9999")]
    pauses = Pauses()
    report(folder, portal, pauses)
    assert pauses == [7.0, 60.0]


def test_an_acknowledgement_that_is_lost_brings_the_same_key_again(
    folder, finished, portal
):
    portal.faults = [take_and_hang_up]
    assert report(folder, portal)["delivered"] == 5
    assert portal.came[0] == portal.came[1]
    assert portal.codes == list(CODES)


def test_a_conflict_that_names_the_key_is_an_acknowledgement(folder, finished, portal):
    portal.faults = [conflict]
    answer = report(folder, portal)
    assert (answer["delivered"], answer["refused"]) == (5, 0)


def test_a_second_answer_is_not_taken_for_the_next_record(folder, finished, portal):
    portal.faults = [answer_twice, status(400)]
    answer = report(folder, portal)
    assert (answer["delivered"], answer["refused"]) == (4, 1)
    assert portal.codes == [code for code in CODES if code != "B-1"]


def test_a_portal_that_is_down_ends_the_call_and_a_later_one_goes_on(
    folder, file, finished, portal
):
    portal.faults = [status(500)] * 100
    pauses = Pauses()
    answer = report(folder, portal, pauses)
    assert (answer["delivered"], answer["waiting"]) == (0, 5)
    assert len(portal.came) == 3 * 4, "three dossiers, four tries each"
    assert max(pauses) <= 60
    assert answer["troubles"][0] == {
        "dossier_code": "A-1",
        "state": "waiting",
        "tries": 4,
        "reason": "HTTP 500",
    }
    file(result("A-1", withdrawn_on="2026-07-05"))
    portal.faults = []
    assert report(folder, portal)["delivered"] == 6
    first, second, *_ = portal.taken
    assert first[0] == second[0] == "A-1" and first[1] < second[1], "in order"


def test_a_record_that_always_fails_does_not_hold_up_the_others(
    folder, file, finished, portal
):
    file(result("B-1", withdrawn_on="2026-07-05"))
    portal.faults = [None, *[status(500)] * 4]
    answer = report(folder, portal)
    assert (answer["delivered"], answer["waiting"]) == (4, 1)
    assert portal.codes == ["A-1", "C-1", "D-1", "E-1"]


def test_what_is_refused_is_named_and_sent_again_when_asked(folder, finished, portal):
    portal.faults = [status(422)]
    answer = report(folder, portal)
    assert (answer["delivered"], answer["refused"]) == (4, 1)
    assert answer["troubles"][0]["reason"] == "HTTP 422"
    assert report(folder, portal)["delivered"] == 0
    assert report(folder, portal, again=True)["delivered"] == 1
    assert portal_status(folder.root, settings())["refused"] == 0


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (401, "portal_forbidden"),
        (403, "portal_forbidden"),
        (404, "portal_nothing_there"),
        (301, "portal_nothing_there"),
    ],
)
def test_what_a_person_must_correct_ends_the_call_and_loses_nothing(
    folder, finished, portal, code, error
):
    portal.faults = [None, status(code, Location="http://127.0.0.1:1/")]
    with pytest.raises(UsageError) as told:
        report(folder, portal)
    assert told.value.code == error
    stands = portal_status(folder.root, settings())
    assert (stands["sent"], stands["waiting"], stands["refused"]) == (1, 4, 0)
    assert report(folder, portal)["delivered"] == 4
