"""The fields by which a dossier and its documents are described, from the record's rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.export.packages.contents import Dossier, DossierPaper
from pipeline.export.packages.rules import PackageRules
from pipeline.messages import worded
from schemas.states import SignatureLevel
from schemas.version import software_version

Fields = dict[str, str]
# `123/QĐ-UBND`, `12/2023/QĐ-UBND`, `45c/SYT-NVY`, `640ĐHCT-KHTH`; a book's serial has no notation.
_NUMBER = re.compile(
    r"(?P<number>\d+[a-zđ]?(?:/(?:19|20)\d\d(?=/|$))?)\s*/?\s*(?P<notation>[^\W\d].*)?"
)
BORN_DIGITAL, DIGITIZED, MIXED = "01", "02", "03"


def split_number(number: str | None) -> tuple[str, str]:
    """Number and notation of a paper; a number that has no such form is a number as a whole."""
    text = (number or "").strip()
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text, ""
    return found["number"], found["notation"] or ""


def document_fields(
    paper: DossierPaper, dossier: Dossier, rules: PackageRules
) -> Fields:
    """The fields of a document, all of the edition's in their order; unknown ones are empty."""
    row = paper.row
    number, notation = split_number(row.number)
    known = {
        **rules.defaults,
        "docId": row.document_id,
        "docCode": paper.name,
        "maintenance": dossier.maintenance,
        "typeName": paper.type_name,
        "codeNumber": number,
        "codeNotation": notation,
        "issuedDate": row.issued_date or "",
        "organName": row.issuer or "",
        "subject": paper.subject or row.title or "",
        "language": rules.languages.get(row.language or "", ""),
        "numberOfPage": str(row.page_count),
        "confidenceLevel": confidence_level([paper]),
        "format": f"PDF/A-{row.pdfa_part.lower()}" if row.pdfa_part else "PDF",
        "process": _process(paper),
        "description": "; ".join(remarks(paper)),
    }
    return {name: known.get(name, "") for name in rules.fields.document}


def dossier_fields(dossier: Dossier, rules: PackageRules) -> Fields:
    """The fields of a dossier."""
    rows = [paper.row for paper in dossier.papers]
    days = sorted(row.issued_date for row in rows if row.issued_date)
    languages = dict.fromkeys(rules.languages.get(row.language or "") for row in rows)
    known = {
        **rules.defaults,
        "paperFileCode": dossier.code,
        "title": _title(dossier.papers),
        "maintenance": dossier.maintenance,
        "language": ", ".join(one for one in languages if one),
        "startDate": days[0] if days else "",
        "endDate": days[-1] if days else "",
        "totalDoc": str(len(rows)),
        "numberOfPage": str(sum(row.page_count for row in rows)),
        "confidenceLevel": confidence_level(dossier.papers),
        "description": "; ".join(
            f"{paper.name}: {said}"
            for paper in dossier.papers
            for said in remarks(paper)
        ),
    }
    return {name: known.get(name, "") for name in rules.fields.dossier}


def confidence_level(papers: Sequence[DossierPaper]) -> str:
    """Whether the pages are born digital, digitized or both."""
    born = sum(paper.born_digital for paper in papers)
    if not born:
        return DIGITIZED
    pages = sum(paper.row.page_count for paper in papers)
    return BORN_DIGITAL if born >= pages else MIXED


def remarks(paper: DossierPaper) -> list[str]:
    """What whoever opens the package must know of a document, in words."""
    row = paper.row
    said = []
    if row.superseded_by:
        said.append(f"đã được thay bằng {row.superseded_by}")
    if row.withdrawn_on:
        said.append(f"không còn giá trị từ {row.withdrawn_on}")
    if row.status != "done":
        reasons = [worded(one, "vi")[0] for one in row.review_reasons or ()]
        said.append("chờ người xem" + (f": {', '.join(reasons)}" if reasons else ""))
    if row.signature_level == SignatureLevel.UNSIGNED:
        said.append("chưa ký số")
    return said


def _title(papers: Sequence[DossierPaper]) -> str:
    """That of its result, else of its first paper."""
    results = [paper for paper in papers if paper.row.kind == "result"]
    first = (results or list(papers))[0]
    return first.subject or first.row.title or first.type_name


def _process(paper: DossierPaper) -> str:
    """How the file came about."""
    row = paper.row
    by = f", người số hóa: {row.operator}" if row.operator else ""
    version = software_version()
    return f"sohoa {version}, quy định {row.rules_edition}, {row.digitized_at}{by}"
