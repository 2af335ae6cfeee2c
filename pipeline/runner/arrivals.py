"""What an inbox offers, and receiving it while the work goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import StorageError
from pipeline.ingest.inbox.growth import Growth
from pipeline.runner.context import RunContext
from pipeline.runner.intake.quarantine import quarantine_refusal
from pipeline.runner.intake.receiving import (
    OfferedDossier,
    item_of_offer,
    offer_dossier,
    receive,
)
from pipeline.runner.session import Worker
from schemas.received.source import InboxListing, Refusal
from schemas.states import ItemState
from schemas.work import ReceivedDocument


def inbox_gone(inbox: Path) -> StorageError:
    """The error of a run whose inbox went away."""
    return StorageError(
        "inbox_gone",
        "the inbox went away while the run was on",
        item=str(inbox),
        remedy="see whether the disk or share is connected; nothing is lost, the same command "
        "goes on",
    )


@dataclass(slots=True)
class Receiving:
    """Receives dossier by dossier while the work goes on, as long as the inbox is the one that was
    listed."""

    dossiers: Sequence[OfferedDossier]
    inbox: Path
    listed: tuple[int, int] | None
    growth: Growth
    context: RunContext
    worker: Worker
    complete: bool = False
    inbox_gone: bool = False

    def documents(self) -> Iterator[ReceivedDocument]:
        """The documents to be worked on."""
        seen: set[str] = set()
        for dossier in self.dossiers:
            if identity_of(self.inbox) != self.listed:
                self.inbox_gone = True
                return
            if self._has_grown(dossier):
                self._leave(dossier)
                continue
            yield from receive(
                dossier, self.context, seen, self.worker.committer.add_event
            )
        self.complete = True

    def _has_grown(self, dossier: OfferedDossier) -> bool:
        """Whether more of it has come since the inbox was listed: it is filed as a whole later."""
        files = [one.files[0] for one in dossier.documents if one.files]
        return bool(files) and self.growth.has_grown(files[0])

    def _leave(self, dossier: OfferedDossier) -> None:
        for offer in dossier.documents:
            self.context.tally.documents.pop(item_of_offer(offer), None)
        self.context.tally.growing.append(dossier.code)
        self.worker.found -= len(dossier.documents)
        self.context.ledger.batches.set_found(self.context.batch_id, self.worker.found)
        self.context.log(f"left for the next call, it is still growing: {dossier.code}")


def identity_of(inbox: Path) -> tuple[int, int] | None:
    """Which folder lies there; None where none can be seen.

    A share that is cut off, or an empty mount point in its place, would make every entry look as if
    it were missing.
    """
    try:
        found = inbox.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def announce(
    dossiers: Sequence[OfferedDossier],
    listing: InboxListing,
    context: RunContext,
    worker: Worker,
) -> None:
    """What was found stands in ledger and tally before any of it is received."""
    worker.found = sum(len(one.documents) for one in dossiers) + len(listing.refusals)
    context.ledger.batches.set_found(context.batch_id, worker.found)
    for dossier in dossiers:
        for offer in dossier.documents:
            context.tally.put(item_of_offer(offer), dossier.code, ItemState.WAITING, 0)
    context.keep_waiting()


def offer_all(
    listing: InboxListing, inside: Sequence[OfferedDossier], context: RunContext
) -> Sequence[OfferedDossier]:
    """All dossiers of the inbox, those inside stacks too;
    codes that two entries claim are refused."""
    every = [*(offer_dossier(one) for one in listing.dossiers), *inside]
    claims = Counter(one.code for one in every)
    for one in every:
        if claims[one.code] == 1:
            continue
        for document in one.documents:
            refusal = Refusal(
                document.name,
                document.files,
                "duplicate_dossier",
                "two inbox entries claim this dossier code",
                "put the papers of one dossier into one entry",
                one.code,
            )
            quarantine_refusal(
                refusal, context, document.part.files if document.part else ()
            )
    return [one for one in every if claims[one.code] == 1]
