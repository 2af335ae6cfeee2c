"""What the public service portal is sent of a finished dossier, a line of JSON each;
schemas/portal.schema.json is made from these (`python -m schemas.answers.portal`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter

SCHEMA = Path(__file__).parents[1] / "portal.schema.json"
VERSION: Final = "sohoa-portal-1"
FINISHED: Final = "finished"
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Moment = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?\+07:00)?$"),
]
"""A time, or a day where no more is known."""
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalResult:
    """A result of the dossier. `result_code`: the name of its file, dossier code and ordinal;
    `valid`: false where it is withdrawn or no longer valid, null where nobody said."""

    result_code: str
    document_id: str
    document_type: str
    number: str | None
    issued_date: Day | None
    issuer: str | None
    valid: bool | None
    withdrawn_on: Day | None
    file: str
    sha256: Sha256
    bytes: Annotated[int, Field(ge=1)]
    pages: Annotated[int, Field(ge=1)]
    signature_level: str
    digitized_at: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalDossier:
    """What is said of a dossier; the same is never sent twice."""

    dossier_code: str
    agency_code: str | None
    procedure_code: str | None
    status: Literal["finished"]
    received_at: Moment | None
    finished_at: Moment | None
    results: Annotated[tuple[PortalResult, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRecord:
    """A record as it is sent. `revision` grows with every record of a dossier: the one with the
    highest holds; `key` is the same whenever the same record is sent again."""

    version: Literal["sohoa-portal-1"]
    key: Sha256
    revision: Annotated[int, Field(ge=1)]
    dossier: PortalDossier


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a line."""
    adapter: TypeAdapter[PortalRecord] = TypeAdapter(PortalRecord)
    schema = adapter.json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of sohoa export portal",
    }
    return {**schema, **head}


if __name__ == "__main__":
    SCHEMA.write_text(
        json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
