"""Where a document, batch, attempt or match stands: the words of the ledger, the store and the
JSON answers."""

from __future__ import annotations

from enum import StrEnum


class DocumentState(StrEnum):
    """Where a document stands in the ledger."""

    WAITING = "waiting"
    DONE = "done"
    """Filed, signed, in the store."""
    QUARANTINED = "quarantined"
    """Put aside with a reason; `retry` makes it waiting again."""
    SETTLED = "settled"
    """By a person (review apply): a better scan came, or nothing is to come."""
    DISPOSED = "disposed"
    """Filed once, and removed on a decision; the same bytes are not taken in again."""


class ItemState(StrEnum):
    """Where a call's item stands in its counts."""

    SKIPPED = "skipped"
    """Filed before this call."""
    DONE = "done"
    WAITING = "waiting"
    QUARANTINED = "quarantined"


class RecordStatus(StrEnum):
    """The store's `documents.status`."""

    DONE = "done"
    NEEDS_REVIEW = "needs_review"


class MatchOutcome(StrEnum):
    """What came of looking for a person in the register: the store's `matches.outcome`."""

    MATCHED = "matched"
    REVIEW = "review"
    """A person decides."""
    NONE = "none"
    """Nobody in the register is meant."""
    NOT_APPLICABLE = "not_applicable"
    """No person was looked for; stands in sums alone."""


class SignatureLevel(StrEnum):
    """How a document's file is signed: the store's `documents.signature_level`."""

    UNSIGNED = "unsigned"
    RECEIVED = "received"
    """It came signed and is kept byte for byte."""
    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"


class BatchKind(StrEnum):
    """Which call a batch is."""

    RUN = "run"
    RETRY = "retry"
    COUNTER = "counter"


class BatchState(StrEnum):
    """Where a batch stands."""

    RUNNING = "running"
    COMPLETE = "complete"
    STOPPED = "stopped"
    """At `--until`."""
    INTERRUPTED = "interrupted"
    """By a person."""
    DEFERRED = "deferred"
    """The cluster went away."""
    BROKEN_OFF = "broken_off"
    """Running, but its process is gone without a word: seen by `status`, never written."""


class AttemptState(StrEnum):
    """How an attempt at a stage came out."""

    DONE = "done"
    FAILED = "failed"
    PLANNED = "planned"
    """Said before a file is replaced: a crash right after is understood."""


class WorkStage(StrEnum):
    """Stages whose attempts are looked up again; failures name finer ones (`Failure.stage`)."""

    READ = "read"
    MAKE = "make"
    SIGN = "sign"
