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


class CopyAnswer(TypedDict):
    """A second copy, brought up to the archive."""

    copy: str
    commit: int
    copied: int
    present: int
    bytes: int
    failed: list[FindingJson]


class NotSignedJson(TypedDict):
    """A filed document that could not be signed."""

    document_id: str
    path: str
    code: str
    message: str
    remedy: str | None


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


class DueAnswer(TypedDict):
    """What is due on a day; `kept` counts the dossiers that are not."""

    on: str
    dossiers: list[DueDossierJson]
    documents: int
    bytes: int
    kept: int
