"""What an inbox offers: codes claimed twice go aside with their bytes, and the inbox must stay."""

from __future__ import annotations

import pytest

from pipeline.runner.arrivals import identity_of, inbox_gone, offer_all
from pipeline.runner.intake.receiving import Offer, OfferedDossier
from schemas.received.source import InboxDocument, InboxDossier, InboxListing


@pytest.fixture
def paper(tmp_path):
    def made(name: str, content: bytes = b"x") -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return made


def dossier(name: str, code: str, *files: str) -> InboxDossier:
    documents = tuple(
        InboxDocument(f"{at}.jpg", (one,)) for at, one in enumerate(files)
    )
    return InboxDossier(name, code, documents)


def listing(*dossiers: InboxDossier) -> InboxListing:
    return InboxListing(dossiers, stacks=(), refusals=())


def test_every_dossier_is_offered_once(call, paper):
    found = offer_all(
        listing(dossier("a", "A-1", paper("1")), dossier("b", "B-1", paper("2"))),
        [],
        call.context,
    )
    assert [one.code for one in found] == ["A-1", "B-1"]
    assert list(call.context.folder.quarantine.iterdir()) == []


def test_a_code_that_two_entries_claim_is_nobodys_until_a_person_has_looked(
    call, paper
):
    found = offer_all(
        listing(
            dossier("a", "A-1", paper("1", b"one"), paper("2", b"two")),
            dossier("a (copy)", "A-1", paper("3", b"three")),
            dossier("b", "B-1", paper("4")),
        ),
        [],
        call.context,
    )
    assert [one.code for one in found] == ["B-1"]
    kept = {
        path.read_bytes()
        for path in call.context.folder.quarantine.rglob("*")
        if path.is_file() and path.name != "reason.json"
    }
    # No page of either is lost.
    assert {b"one", b"two", b"three"} <= kept


def test_a_stack_and_an_entry_may_claim_one_code_too(call, paper):
    inside = OfferedDossier("stack", "A-1", (Offer("s", (paper("9"),)),))
    listed = listing(dossier("a", "A-1", paper("1")))
    assert offer_all(listed, [inside], call.context) == []


def test_an_inbox_is_known_again_and_missed_where_it_is_gone(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    first = identity_of(inbox)
    assert first is not None and identity_of(inbox) == first
    inbox.rename(tmp_path / "away")
    assert identity_of(inbox) is None
    inbox.mkdir()
    # An empty mount point in its place is another folder.
    assert identity_of(inbox) != first
    assert inbox_gone(inbox).code == "inbox_gone"
