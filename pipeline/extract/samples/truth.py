"""What a sample says must be read, and what was made of it.

A sample's text: a page drawn in letters (empty where a picture lies beside it), a line `# output`,
the type's code, and a line for each fact: its name, two spaces or more, its value; a person's
facts as `owner/1 full_name`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipeline.errors import UsageError
from schemas.record import DocumentRecord

MARK = "# output"
TYPE = "document_type"
_GAP = re.compile(r"\s{2,}|\t")


class Outcome(StrEnum):
    """What became of a fact. `EXTRA`: given, though the sample has no such fact."""

    RIGHT = "right"
    RIGHT_ASKED = "right_asked"
    WRONG = "wrong"
    WRONG_ASKED = "wrong_asked"
    MISSING = "missing"
    EXTRA = "extra"


RIGHT = frozenset({Outcome.RIGHT, Outcome.RIGHT_ASKED})


@dataclass(frozen=True, slots=True)
class Truth:
    """A sample: the page drawn in letters (blank: there is a picture), the type's code, and values
    by key."""

    drawing: str
    code: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact of a sample: its key (`document_type` for the type), what it is, what was read."""

    key: str
    true: str | None
    read: str | None
    outcome: Outcome


def read_truth(path: Path) -> Truth:
    """Read a sample's text.

    Raises:
        UsageError: `sample_invalid`: it is no UTF-8 text, or the line `# output`, the type below it
            or a fact's value is missing; the item names file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _invalid(path, 1, str(error)) from error
    if MARK not in lines:
        raise _invalid(path, len(lines), f"the line {MARK!r} is missing")
    mark = lines.index(MARK)
    below = [(n, t.strip()) for n, t in enumerate(lines[mark + 1 :], mark + 2)]
    facts = [(number, text) for number, text in below if text]
    if not facts:
        raise _invalid(path, mark + 1, "no document type stands below it")
    (_, code), *rest = facts
    values = {}
    for number, text in rest:
        key, *value = _GAP.split(text, maxsplit=1)
        if not value:
            raise _invalid(path, number, "two spaces must stand before the value")
        values[key] = unicodedata.normalize("NFC", value[0])
    return Truth("\n".join(lines[:mark]), code, values)


def judge(truth: Truth, record: DocumentRecord) -> Iterator[Judged]:
    """The type and every fact of the sample, then what was read beyond them."""
    same = record.document_type == truth.code
    outcome = Outcome.RIGHT if same else Outcome.WRONG
    yield Judged(TYPE, truth.code, record.document_type, outcome)
    found = {
        f"{field.role}/{field.role_index} {field.name}" if field.role else field.name: (
            field.value,
            field.needs_review,
        )
        for field in record.fields
        if field.value is not None
    }
    for key, true in truth.values.items():
        read, asked = found.pop(key, (None, False))
        yield Judged(key, true, read, _outcome(true, read, asked))
    for key, (read, _) in found.items():
        yield Judged(key, None, read, Outcome.EXTRA)


def _outcome(true: str, read: str | None, asked: bool) -> Outcome:
    if read is None:
        return Outcome.MISSING
    if read == true:
        return Outcome.RIGHT_ASKED if asked else Outcome.RIGHT
    return Outcome.WRONG_ASKED if asked else Outcome.WRONG


def _invalid(path: Path, line: int, problem: str) -> UsageError:
    return UsageError(
        "sample_invalid",
        f"the sample can't be used: {problem}",
        item=f"{path}:{line}",
        remedy="docs/document-types.md shows a sample",
        values={"reason": problem},
    )
