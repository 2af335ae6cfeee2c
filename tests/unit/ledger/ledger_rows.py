"""Made-up rows for tests of the ledger."""

from schemas.received.source import MediaType, SourceFile
from schemas.work import DossierFacts, Failure, ReceivedDocument

BROKEN = Failure(
    "broken_pdf", "it is broken", "scan again", "ingest", values={"page": "2"}
)
SHARE_GONE = Failure("unreadable", "no share", "run again", "ingest", transient=True)


def received(code: str, sha256: str = "1", name: str = "01.pdf") -> ReceivedDocument:
    """A received document of one page whose ordinal is not known yet."""
    file = SourceFile("/kept", name, sha256, 5, MediaType.PDF)
    return ReceivedDocument(
        "", code, code, 0, name, sha256, (file,), ((0, 0),), False, DossierFacts("H26")
    )
