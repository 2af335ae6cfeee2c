"""What waits for the portal: in order, each state of a dossier once, on disk before it is acted on."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.common import fault_points
from pipeline.export.portal.outbox import Outbox, RecordState, Undelivered, Waiting
from schemas.answers.portal import PortalDossier


def dossier(code: str, procedure: str | None = None) -> PortalDossier:
    return PortalDossier(
        dossier_code=code,
        agency_code="H26",
        procedure_code=procedure,
        status="finished",
        received_at=None,
        finished_at=None,
        results=(),
    )


def revision(one: Waiting) -> int:
    return int(json.loads(one.body)["revision"])


def take(outbox: Outbox, passed: set[str] | None = None) -> Waiting:
    found = outbox.next_waiting(passed or set())
    assert found is not None
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "portal.sqlite"


@pytest.fixture
def outbox(place: Path):
    with closing(Outbox.to_write(place)) as opened:
        yield opened


def test_it_is_private(outbox: Outbox, place: Path) -> None:
    assert place.stat().st_mode & 0o777 == 0o600


def test_what_says_the_same_waits_once(outbox: Outbox) -> None:
    assert outbox.add([dossier("A-1"), dossier("B-1")], 4, {"documents": "p1"}) == 2
    assert outbox.add([dossier("A-1"), dossier("B-1")], 9, {"documents": "p2"}) == 0
    assert outbox.counts()[RecordState.WAITING] == 2
    assert outbox.seen() == {"documents": "p2"}


def test_revisions_grow_and_are_no_less_than_the_commit(outbox: Outbox) -> None:
    outbox.add([dossier("A-1")], 4, {})
    outbox.add([dossier("A-1", "1.001")], 4, {})
    outbox.add([dossier("A-1", "1.002")], 40, {})
    found = []
    while (one := outbox.next_waiting(set())) is not None:
        found.append(revision(one))
        outbox.settle(one.key, RecordState.SENT)
    assert found == [4, 5, 40]


def test_the_earliest_dossier_comes_first_unless_it_is_passed_over(
    outbox: Outbox,
) -> None:
    outbox.add([dossier("B-1"), dossier("A-1")], 1, {})
    assert take(outbox).dossier_code == "A-1"
    assert take(outbox, {"A-1"}).dossier_code == "B-1"
    assert outbox.next_waiting({"A-1", "B-1"}) is None


def test_tries_are_counted_and_troubles_told_the_refused_first(outbox: Outbox) -> None:
    outbox.add([dossier("A-1"), dossier("B-1"), dossier("C-1")], 1, {})
    outbox.settle(take(outbox).key, RecordState.WAITING, "HTTP 503")
    outbox.settle(take(outbox).key, RecordState.WAITING, "HTTP 500")
    assert take(outbox).tries == 2
    outbox.settle(take(outbox, {"A-1"}).key, RecordState.REFUSED, "HTTP 422")
    outbox.settle(take(outbox, {"A-1"}).key, RecordState.SENT)
    assert outbox.troubles(9) == [
        Undelivered("B-1", RecordState.REFUSED, 1, "HTTP 422"),
        Undelivered("A-1", RecordState.WAITING, 2, "HTTP 500"),
    ]
    assert len(outbox.troubles(1)) == 1
    assert outbox.counts() == dict.fromkeys(RecordState, 1)


def test_what_was_refused_waits_again_unless_a_later_one_arrived(
    outbox: Outbox,
) -> None:
    outbox.add([dossier("A-1"), dossier("B-1")], 1, {})
    for _ in range(2):
        outbox.settle(take(outbox).key, RecordState.REFUSED, "HTTP 422")
    outbox.add([dossier("A-1", "1.001")], 2, {})
    outbox.settle(take(outbox).key, RecordState.SENT)
    assert outbox.try_refused_again() == 1
    assert take(outbox).dossier_code == "B-1"
    assert outbox.try_refused_again() == 0


def test_a_preview_shows_what_would_wait_and_changes_nothing(outbox: Outbox) -> None:
    outbox.add([dossier("A-1")], 1, {})
    asked = [dossier("A-1"), dossier("B-1"), dossier("A-1", "1.001")]
    shown = [json.loads(one) for one in outbox.preview(asked, 7)]
    assert [(one["dossier"]["dossier_code"], one["revision"]) for one in shown] == [
        ("A-1", 1),
        ("B-1", 7),
        ("A-1", 7),
    ]
    assert outbox.counts()[RecordState.WAITING] == 1


def test_whoever_reads_changes_nothing_and_an_absent_one_is_empty(place: Path) -> None:
    with closing(Outbox.to_read(place)) as empty:
        assert empty.counts() == dict.fromkeys(RecordState, 0)
    assert not place.exists()
    with closing(Outbox.to_write(place)) as written:
        written.add([dossier("A-1")], 1, {"documents": "p1"})
        with closing(Outbox.to_read(place)) as read:
            read.settle(take(read).key, RecordState.SENT)
            assert read.seen() == {"documents": "p1"}
        assert written.counts()[RecordState.WAITING] == 1


def test_a_change_that_is_broken_off_leaves_nothing(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(point: str) -> None:
        if point == "outbox.commit":
            raise KeyboardInterrupt

    monkeypatch.setattr(fault_points, "at_point", stop)
    with pytest.raises(KeyboardInterrupt):
        outbox.add([dossier("A-1")], 1, {"documents": "p1"})
    monkeypatch.undo()
    assert (outbox.seen(), outbox.next_waiting(set())) == ({}, None)
    assert outbox.add([dossier("A-1")], 1, {}) == 1


@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("xyz")), max_size=12))
@settings(deadline=None, max_examples=25)
def test_each_change_of_a_dossier_is_a_later_revision(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str]]
) -> None:
    place = tmp_path_factory.mktemp("outbox") / "portal.sqlite"
    with closing(Outbox.to_write(place)) as outbox:
        for commit, (code, procedure) in enumerate(said, start=1):
            outbox.add([replace(dossier(code), procedure_code=procedure)], commit, {})
        for code in "AB":
            values = [procedure for one, procedure in said if one == code]
            changes = sum(
                one != before
                for one, before in zip(values, [None, *values], strict=False)
            )
            found = []
            other = {"A", "B"} - {code}
            while (one := outbox.next_waiting(other)) is not None:
                found.append(revision(one))
                outbox.settle(one.key, RecordState.SENT)
            assert len(found) == changes
            assert found == sorted(set(found))
