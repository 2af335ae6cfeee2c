"""What the commands of `sohoa desk` answer with --json; schemas/desk.schema.json is made from
these (scripts: `python -m schemas.answers.desk`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).parents[1] / "desk.schema.json"


@dataclass(frozen=True, slots=True)
class Told:
    """Something that a person is told: a stable code, plain words, what to do.

    `where`: the part of the page, as people name it; `box`: the same in pixels of the unturned
    scan; `field`: the value that is meant, as `confirm` takes it.
    """

    code: str
    message: str
    remedy: str | None = None
    page: int | None = None
    where: str | None = None
    box: tuple[float, float, float, float] | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class NeededPaper:
    """A paper that a procedure asks for. `handling`: scan, show_only, shared_data, confidential.
    `rule`: where that is said."""

    document_type: str
    name: str
    handling: str
    rule: str


@dataclass(frozen=True, slots=True)
class ProcedureName:
    """A listed procedure."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class StartAnswer:
    """`start`. `needs` is null where the procedure is not in the list; then `nearest` are the
    listed ones whose code or name is most like what was given."""

    session: str
    dossier_code: str
    procedure_code: str | None
    procedure_name: str | None
    needs: tuple[NeededPaper, ...] | None
    warnings: tuple[Told, ...]
    nearest: tuple[ProcedureName, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """`person`. `consistent`: the number fits sex and year of birth, and what the register holds.
    `register`: known, differs, unknown, or null where there is no register."""

    session: str | None
    citizen_id: str
    old_id: str | None
    full_name: str
    birth_date: str
    gender: str
    address: str | None
    issued_date: str | None
    consistent: bool
    register: str | None
    warnings: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class OnFile:
    """A document that is on file and may be used again."""

    document_id: str
    dossier_code: str
    document_type: str
    title: str | None
    number: str | None
    issued_date: str | None
    issuer: str | None
    pdf_path: str


@dataclass(frozen=True, slots=True)
class HavePaper:
    """A needed paper, and what is to be done about it: reuse, scan or do_not_scan."""

    document_type: str
    name: str
    action: str
    rule: str
    documents: tuple[OnFile, ...]


@dataclass(frozen=True, slots=True)
class HaveAnswer:
    """`have`. `other` are further papers on file for the citizen."""

    session: str
    citizen_id: str | None
    papers: tuple[HavePaper, ...]
    other: tuple[OnFile, ...]
    warnings: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class PaperField:
    """A value that was read. `field` names it for `confirm`; `crop` is a JPEG in base64, where the
    value is doubtful. `box` is in pixels of the unturned scan."""

    field: str
    role: str | None
    role_index: int | None
    name: str
    value: str | None
    raw_value: str | None
    confidence: float
    page: int | None
    box: tuple[float, float, float, float] | None
    needs_review: bool
    confirmed: bool
    crop: str | None


@dataclass(frozen=True, slots=True)
class PaperMatch:
    """Who a person of a paper is."""

    role: str
    role_index: int
    outcome: str
    citizen_id: str | None
    probability: float | None


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """A paper of the session as it will be filed. `rescan`: what to scan again, and why."""

    paper: int
    files: tuple[str, ...]
    document_type: str
    document_type_confidence: float
    kind: str
    page_count: int
    already_had: bool
    signed: bool
    rescan: tuple[Told, ...]
    review_reasons: tuple[Told, ...]
    fields: tuple[PaperField, ...]
    matches: tuple[PaperMatch, ...]


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not taken."""

    file: str
    code: str
    message: str
    remedy: str | None


@dataclass(frozen=True, slots=True)
class AddAnswer:
    """`add`, `result`, `scan`. `seconds`: how long the caller has waited."""

    session: str
    papers: tuple[PaperAnswer, ...]
    refused: tuple[RefusedFile, ...]
    ignored: tuple[str, ...]
    warnings: tuple[Told, ...]
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ConfirmAnswer:
    """`confirm`. `value`: as it will stand in the record."""

    session: str
    field: str
    value: str
    was: str | None


@dataclass(frozen=True, slots=True)
class CancelAnswer:
    """`cancel`."""

    session: str
    dossier_code: str
    papers: int


@dataclass(frozen=True, slots=True)
class DeferredAnswer:
    """`done`, where the archive can't take it now (exit 3): saved, will be filed by itself."""

    session: str
    dossier_code: str
    deferred: Told


@dataclass(frozen=True, slots=True)
class HashToSign:
    """A filed document that waits for its clerk's signature; `hash` is in hex."""

    document_id: str
    hash: str


@dataclass(frozen=True, slots=True)
class SignBeginAnswer:
    """`sign-begin`: what the clerk's own program is to sign, as a detached CMS each."""

    session: str
    dossier_code: str
    algorithm: str
    documents: tuple[HashToSign, ...]


@dataclass(frozen=True, slots=True)
class SignFinishAnswer:
    """`sign-finish`. `verdict`: valid, or untrusted (keys/trust does not know the issuer)."""

    session: str
    document_id: str
    signature_level: str
    pdf_sha256: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ClerkDay:
    """One clerk's figures of a day."""

    operator: str
    dossiers: int
    papers: int
    pages: int
    results: int
    reused: int
    already_had: int
    rescans: int
    refused: int
    deferred: int
    cancelled: int
    mean_seconds: float | None


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """`day`. `waiting`: sealed dossiers that are still to be filed; `open`: sessions under way."""

    day: str
    clerks: tuple[ClerkDay, ...]
    total: ClerkDay
    open: int
    waiting: int


ANSWERS: dict[str, type] = {
    "start": StartAnswer,
    "person": PersonAnswer,
    "have": HaveAnswer,
    "add": AddAnswer,
    "result": AddAnswer,
    "scan": AddAnswer,
    "confirm": ConfirmAnswer,
    "cancel": CancelAnswer,
    "deferred": DeferredAnswer,
    "sign-begin": SignBeginAnswer,
    "sign-finish": SignFinishAnswer,
    "day": DayAnswer,
}


def json_schema() -> dict[str, Any]:
    """One JSON Schema for the answers, by command."""
    from pydantic import TypeAdapter

    definitions: dict[str, Any] = {}
    commands = {}
    for command, kind in ANSWERS.items():
        adapter: TypeAdapter[Any] = TypeAdapter(kind)
        schema = adapter.json_schema(
            mode="serialization", ref_template="#/$defs/{model}"
        )
        definitions |= schema.pop("$defs", {})
        commands[command] = schema
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Answers of sohoa desk COMMAND --json",
        "commands": commands,
        "$defs": definitions,
    }


if __name__ == "__main__":
    SCHEMA.write_text(
        json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
