"""What an inbox offers: codes that two entries claim, what grows, an inbox that goes away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.executor import SerialExecutor
from pipeline.ingest.inbox.growth import Growth
from pipeline.ingest.inbox.sources import list_inbox
from pipeline.runner.arrivals import Receiving, announce, identity_of, offer_all
from pipeline.runner.session import Worker
from schemas.received.source import InboxListing
from schemas.states import ItemState


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    inbox = tmp_path / "inbox"
    for code in ("A-1", "B-2"):
        (inbox / code).mkdir(parents=True)
        (inbox / code / "1.jpg").write_bytes(b"\xff\xd8 no picture: it is refused")
    return inbox


def listing(inbox: Path) -> InboxListing:
    return list_inbox(inbox)


def receiving(call, inbox: Path) -> Receiving:
    context = call.context
    worker = Worker(context, SerialExecutor(), call.heard)
    offered = offer_all(listing(inbox), (), context)
    announce(offered, listing(inbox), context, worker)
    growth = Growth.of(inbox, 0)
    return Receiving(offered, inbox, identity_of(inbox), growth, context, worker)


def test_all_that_is_found_waits_before_any_of_it_is_received(call, inbox) -> None:
    made = receiving(call, inbox)
    assert made.worker.found == 2
    assert call.context.tally.counts(ItemState.WAITING) == 2


def test_a_code_that_a_stack_has_too_is_refused_in_both(call, inbox) -> None:
    first = offer_all(listing(inbox), (), call.context)
    again = [one for one in first if one.code == "A-1"]
    assert [one.code for one in offer_all(listing(inbox), again, call.context)] == [
        "B-2"
    ]
    reasons = call.context.folder.quarantine.glob("*/reason.json")
    codes = {json.loads(path.read_bytes())["code"] for path in reasons}
    assert codes == {"duplicate_dossier"}


def test_an_inbox_that_is_another_one_now_is_not_read(call, inbox, tmp_path) -> None:
    made = receiving(call, inbox)
    inbox.rename(tmp_path / "away")
    inbox.mkdir()
    assert list(made.documents()) == []
    assert made.inbox_gone and not made.complete


def test_a_place_where_nothing_can_be_seen_has_no_identity(tmp_path) -> None:
    assert identity_of(tmp_path / "gone") is None
    assert identity_of(tmp_path) is not None
