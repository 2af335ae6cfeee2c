"""Answers of verify, dispose, copy, sign, `index rebuild` and `index reconcile`."""

from __future__ import annotations

from typing import TypedDict


class FindingJson(TypedDict):
    """A file that is not as recorded."""

    path: str
    check: str
    answer: str
    code: str
    message: str
    remedy: str | None


class StandingJson(FindingJson):
    """What was wrong already when the file came; `decided` once a person has looked at it."""

    decided: bool


class VerifyAnswer(TypedDict):
    """Every file against its record."""

    checked: int
    ok: int
    failed: list[FindingJson]
    standing: list[StandingJson]
    originals: int
    disposed: int


class RebuildAnswer(TypedDict):
    """The search index, made anew."""

    index: str
    commit: int
    documents: int


class DifferenceJson(TypedDict):
    """Something that does not agree."""

    where: str
    item: str
    code: str
    problem: str
    repaired: bool


class ReconcileAnswer(TypedDict):
    """Ledger, files, store and index against one another."""

    checked: int
    differences: list[DifferenceJson]
    disposed: int


class CopyAnswer(TypedDict):
    """A second copy, brought up to the archive."""

    copy: str
    commit: int
    copied: int
    present: int
    removed: int
    bytes: int
    failed: list[FindingJson]


class NotSignedJson(TypedDict):
    """A filed document that could not be signed."""

    document_id: str
    path: str
    code: str
    message: str
    remedy: str | None


class UpgradeAnswer(TypedDict):
    """What was done to signatures so that they last."""

    extended: int
    lasting: int
    refused: list[NotSignedJson]
    waiting: int


class SignAnswer(TypedDict):
    """What waited for a signature."""

    signed: int
    level: str
    refused: list[NotSignedJson]
    waiting: int


class DueDossierJson(TypedDict):
    """A dossier that need be kept no longer; `files` relative to the archive."""

    dossier_code: str
    documents: int
    due_since: str
    files: list[str]
    bytes: int


class HeldJson(TypedDict):
    """A dossier, or a document of it, that stays though its period is over, and why."""

    dossier_code: str
    code: str
    message: str


class DueAnswer(TypedDict):
    """What is due on a day; `kept` counts the dossiers that are not."""

    on: str
    dossiers: list[DueDossierJson]
    documents: int
    bytes: int
    kept: int
    held: list[HeldJson]


class DueListAnswer(TypedDict):
    """A list to be signed; `list` is the hash of what is kept of it."""

    out: str
    list: str
    on: str
    dossiers: int
    documents: int


class DisposalAnswer(TypedDict):
    """What a signed decision removes, or has removed; where `refused` names any, nothing is."""

    decision: str
    list: str
    signer: str
    dossiers: int
    documents: int
    bytes: int
    removed: bool
    already: bool
    refused: list[HeldJson]


class DisposedJson(TypedDict):
    """A paper that is no longer there: since when, by which decision, whose."""

    document_id: str
    dossier_code: str
    document_type: str
    title: str | None
    number: str | None
    issued_date: str | None
    page_count: int
    disposed_at: str
    decision: str
    signer: str


class DisposedAnswer(TypedDict):
    """The register of disposals."""

    documents: list[DisposedJson]
