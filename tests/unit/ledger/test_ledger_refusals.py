"""Refusals stand until the inbox no longer shows them or a person settles them."""

import pytest

from pipeline.ledger.refusals import Refused
from tests.unit.ledger.ledger_rows import BROKEN, SHARE_GONE


@pytest.fixture
def refusals(ledger):
    return ledger.refusals


def refuse(refusals, entry, *, inbox="/inbox", failure=BROKEN, batch="b"):
    return refusals.add(entry, inbox, f"name of {entry}", "A", failure, batch)


def entries(refusals):
    return [one.entry for one in refusals.list_standing()]


def test_a_refusal_is_new_once_and_again_after_it_was_settled(ledger, refusals):
    assert [refuse(refusals, "e"), refuse(refusals, "e", batch="c")] == [True, False]
    assert ledger.settle("e") is True and ledger.settle("e") is False
    assert entries(refusals) == []
    assert refuse(refusals, "e") is True
    assert entries(refusals) == ["e"]


def test_those_that_an_inbox_no_longer_shows_are_settled(refusals):
    for entry in ("e1", "e2", "e3"):
        refuse(refusals, entry)
    refuse(refusals, "elsewhere", inbox="/other")
    assert sorted(refusals.settle_missing("/inbox", {"e2"})) == ["e1", "e3"]
    assert refusals.settle_missing("/inbox", {"e2"}) == []
    assert entries(refusals) == ["e2", "elsewhere"]


@pytest.mark.parametrize("failure", [BROKEN, SHARE_GONE])
def test_the_present_reason_is_kept_whole(refusals, failure):
    refuse(refusals, "e", failure=BROKEN)
    refuse(refusals, "e", failure=failure)
    (found,) = refusals.list_standing()
    assert (found.entry, found.name) == ("e", "name of e")
    assert (found.code, found.message, found.remedy) == (
        failure.code,
        failure.message,
        failure.remedy,
    )
    assert found.values == failure.values


def test_a_refusal_is_told_with_its_reason(refusals):
    refuse(refusals, "e")
    assert refusals.list_standing() == [
        Refused(
            "e",
            "name of e",
            BROKEN.code,
            BROKEN.message,
            BROKEN.remedy,
            dict(BROKEN.values),
        )
    ]
