"""Answers of `run`, `retry`, `counter` and `status`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, TypedDict


class Counts(TypedDict):
    """Items of one kind, by the state they stand in."""

    found: int
    done: int
    skipped: int
    quarantined: int
    waiting: int


class SignatureJson(TypedDict):
    """A received file whose signatures can't be relied on."""

    document_id: str
    pdf_path: str
    verdict: str


class SignatureTold(SignatureJson):
    """The same in words."""

    message: str
    remedy: str | None


class ContradictionJson(TypedDict):
    """A paper that says otherwise than its container, the list or another paper."""

    document_id: str
    code: str
    found: str
    against: str


class Deferred(TypedDict):
    """Why the rest of a call waits for a later one."""

    code: str
    message: str
    item: str | None
    remedy: str | None


class RunAnswer(TypedDict):
    """What a call of `run` or `retry` did."""

    batch: str
    complete: bool
    dossiers: Counts
    documents: Counts
    pages: Counts
    matches: dict[str, int]
    review_items: int
    bytes_in: int
    bytes_out: int
    seconds: float
    pages_per_second: float
    stage_seconds: dict[str, float]
    missing: list[str]
    duplicates: list[dict[str, str]]
    ignored: int
    ignored_names: list[str]
    growing: int
    growing_names: list[str]
    index_behind: str | None
    signed_late: int
    waiting_for_signature: int
    signatures: list[SignatureJson]
    contradictions: list[ContradictionJson]
    originals_replaced: list[str]
    deferred: NotRequired[Deferred]


class QuarantinedJson(TypedDict):
    """An item in quarantine and why."""

    item: str
    code: str
    message: str
    remedy: str | None
    source: str
    entry: str | None


class RetryJson(TypedDict):
    """A later call of `retry`."""

    batch: str
    state: str
    found: int
    done: int


class StatusAnswer(TypedDict):
    """Where a batch stands, and all that stands in quarantine."""

    batch: str | None
    state: str | None
    waiting: int
    running: int
    done: int
    skipped: int | None
    quarantined: list[QuarantinedJson]
    signatures: list[SignatureTold]
    contradictions: list[ContradictionJson]
    waiting_for_review: int
    waiting_for_signature: int
    seconds_left: float | None
    found: int
    empty_since: str | None
    started_at: str | None
    ended_at: str | None
    retries: list[RetryJson]
    missing: list[str]
    development_keys: bool
    last_call: RunAnswer | None


class CounterField(TypedDict):
    """A value that was read."""

    role: str | None
    role_index: int | None
    name: str
    value: str | None
    raw_value: str | None
    confidence: float
    page: int | None
    method: str
    handwritten: bool
    needs_review: bool
    box: list[float | None] | None


class CounterMatch(TypedDict):
    """A person against the citizen register."""

    role: str
    role_index: int
    outcome: str
    citizen_id: str | None
    probability: float | None
    explanation: str


class CounterDocument(TypedDict):
    """A document that a counter call filed, or that was on file already."""

    document_id: str
    ordinal: int
    document_type: str
    kind: str
    pdf_path: str
    pdf_sha256: str
    source_sha256: str
    page_count: int
    status: str
    review_reasons: list[str]
    signature_level: str
    signature_verdict: str | None
    withdrawn_on: str | None
    already_had: bool
    fields: list[CounterField]
    matches: list[CounterMatch]
    paper: NotRequired[int]
    """The desk's number of it."""


class RefusedFile(TypedDict):
    """A given file that could not be filed."""

    file: str
    code: str
    message: str
    remedy: str | None


class CounterDone(TypedDict):
    """A dossier after a counter call."""

    dossier_code: str
    documents: list[CounterDocument]
    quarantined: Sequence[RefusedFile]
    signatures: list[SignatureJson]
    contradictions: list[ContradictionJson]
    waiting_for_signature: int
    seconds: float


class CounterAnswer(CounterDone):
    """The same, with what was left alone in the given folders."""

    ignored: int
    ignored_names: list[str]


class ConfirmRefused(TypedDict):
    """A clerk's word on a value that the record did not take."""

    field: str
    code: str
    message: str


class SessionAnswer(CounterAnswer):
    """What `desk done` answers."""

    session: str
    not_confirmed: list[ConfirmRefused]
    reused: list[str]
