"""How long one call goes on; what stands in the outbox between calls."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace

import pytest

from pipeline.export.portal.delivery import Delivery, Patience, deliver
from pipeline.export.portal.outbox import Outbox, RecordState
from pipeline.export.portal.records import canonical, make_record
from pipeline.export.portal.transports import FolderDrop, NotNow, open_transport
from schemas.answers.portal import PortalDossier


def dossier(code: str, agency: str = "H26") -> PortalDossier:
    return PortalDossier(
        dossier_code=code,
        agency_code=agency,
        procedure_code=None,
        status="finished",
        received_at=None,
        finished_at=None,
        results=(),
    )


@pytest.fixture
def outbox(tmp_path):
    with closing(Outbox.to_write(tmp_path / "portal.sqlite")) as opened:
        yield opened


def test_pauses_double_up_to_a_bound():
    patience = Patience(tries=9, first_pause=1, longest_pause=10)
    pauses = [patience.pause(failures, None) for failures in range(1, 7)]
    assert pauses == [1, 2, 4, 8, 10, 10]
    assert patience.pause(1, 5) == 5
    assert patience.pause(3, 1) == 4, "what is asked for never shortens it"
    assert patience.pause(1, 500) == 10


def test_the_key_follows_from_all_that_is_said():
    one = make_record(dossier("A-1"), 1)
    assert one == make_record(dossier("A-1"), 1)
    keys = {
        one.key,
        make_record(dossier("A-1"), 2).key,
        make_record(dossier("A-1", "H27"), 1).key,
    }
    assert len(keys) == 3
    assert canonical({"b": 1, "a": "ệ"}) == '{"a":"ệ","b":1}'


def test_the_file_is_closed_to_others(outbox, tmp_path):
    assert (tmp_path / "portal.sqlite").stat().st_mode & 0o777 == 0o600


def test_what_said_the_same_is_not_added_again(outbox):
    assert outbox.add([dossier("A-1"), dossier("B-1")], 1, {"documents": "x"}) == 2
    assert outbox.add([dossier("A-1"), dossier("B-1", "H27")], 1, {}) == 1
    assert outbox.seen() == {"documents": "x"}
    first = outbox.next_waiting(set())
    assert (first.dossier_code, first.tries) == ("A-1", 0)
    assert outbox.next_waiting({"A-1"}).dossier_code == "B-1"
    assert outbox.next_waiting({"A-1", "B-1"}) is None


def test_a_reader_sees_the_outbox_and_changes_nothing(outbox, tmp_path):
    outbox.add([dossier("A-1")], 1, {})
    with closing(Outbox.to_read(tmp_path / "portal.sqlite")) as seen:
        assert seen.counts()[RecordState.WAITING] == 1
        assert len(list(seen.preview([dossier("A-1"), dossier("B-1")], 1))) == 2
        seen.settle(seen.next_waiting(set()).key, RecordState.SENT)
    assert outbox.counts()[RecordState.WAITING] == 1
    with closing(Outbox.to_read(tmp_path / "none.sqlite")) as empty:
        assert sum(empty.counts().values()) == 0
    assert not (tmp_path / "none.sqlite").exists()


class Silent:
    """A transport that nobody answers on."""

    name = "nowhere"

    def send(self, one) -> None:
        raise NotNow("TimeoutError")


def test_a_call_ends_after_some_dossiers_in_a_row(outbox):
    outbox.add([dossier(f"A-{number}") for number in range(9)], 1, {})
    pauses: list[float] = []
    patience = Patience(tries=2, first_pause=1, longest_pause=1)
    assert deliver(outbox, Silent(), patience, pauses.append) == Delivery(0, 0)
    assert len(pauses) == 3
    assert [one.reason for one in outbox.troubles(9)] == ["TimeoutError"] * 3


def test_a_dropped_file_has_the_name_of_its_record(outbox, tmp_path):
    outbox.add([replace(dossier("A/1 ệ"), agency_code=None)], 1, {})
    one = outbox.next_waiting(set())
    drop = open_transport(str(tmp_path), "", 1.0, "")
    assert isinstance(drop, FolderDrop) and drop.name == str(tmp_path)
    drop.send(one)
    drop.send(one)
    (file,) = tmp_path.glob("*.jsonl")
    assert file.name == f"A_1_ệ.1.{one.key[:12]}.jsonl"
    assert file.read_text(encoding="utf-8") == one.body + "\n"


def test_revisions_grow_and_are_no_lower_than_the_commit(outbox):
    for commit, agency in ((7, "H26"), (7, "H27"), (5, "H28"), (20, "H29")):
        outbox.add([dossier("A-1", agency)], commit, {})
    lines = outbox.preview([], 20)
    assert [json.loads(line)["revision"] for line in lines] == [7, 8, 9, 20]
