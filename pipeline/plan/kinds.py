"""Whether a paper is a component of its dossier or the result of it, where nobody has said so."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from pipeline.extract.types import OTHER, document_types
from schemas.record import DocumentRecord
from schemas.work import DossierFacts

_CODE_DATE = re.compile(r"(?:^|-)(\d{2})(\d{2})(\d{2})(?:-|$)")


class PaperKind(StrEnum):
    """`documents.kind`."""

    COMPONENT = "component"
    RESULT = "result"


def paper_kind(dossier_code: str, facts: DossierFacts, record: DocumentRecord) -> str:
    """`facts.kind`, or, where it is left to the paper (`facts.kind_open`), what type, tables and
    dates say.

    A dossier's result is a paper of a kind that an authority issues, made out after the dossier was
    handed in; an earlier one is a component that the citizen brought along. Where the register of
    past results knows the dossier, all that an authority issues is its result. A dossier that is
    still being worked on has none. What can't be told is a component: a false result would raise a
    rate.
    """
    if not facts.kind_open:
        return facts.kind
    if facts.kind == PaperKind.RESULT:  # by the register of past results
        known = record.document_type in (facts.document_type, OTHER)
        return PaperKind.RESULT if known or _is_result(record) else PaperKind.COMPONENT
    if not _is_result(record) or facts.finished is False:
        return PaperKind.COMPONENT
    received = facts.received_on or code_date(dossier_code)
    if record.issued_date is None or received is None:
        return PaperKind.RESULT if facts.finished else PaperKind.COMPONENT
    return PaperKind.RESULT if record.issued_date >= received else PaperKind.COMPONENT


def _is_result(record: DocumentRecord) -> bool:
    return document_types()[record.document_type].result


def code_date(dossier_code: str) -> date | None:
    """The date inside a dossier code like `H26.27-241105-0012`; None where there is none."""
    for yy, month, day in _CODE_DATE.findall(dossier_code):
        try:
            return date(2000 + int(yy), int(month), int(day))
        except ValueError:
            continue
    return None
