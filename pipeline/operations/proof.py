"""The proof of one figure: what it means, which dossiers were counted, and papers among them."""

from __future__ import annotations

import difflib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.open_archive import Archive, open_archive
from pipeline.operations.checks.verify import verify
from pipeline.operations.reports.reporting import (
    ReportRequest,
    basis_of,
    note_report,
    resolve_request,
)
from pipeline.report.columns import Value, values_of
from pipeline.report.counting.dossiers.members import (
    CellAddress,
    Members,
    find_members,
    parse_address,
)
from pipeline.report.counting.measures.procedures import PROCEDURES
from pipeline.report.counting.measures.types_of_paper import TYPES
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import SomeReport

SAMPLE = 5
_NEAR = 5
"""So many units are named where the one that is asked for has no row."""
_COUNTS_OTHERWISE = {
    *("rate", "share", "online_share", "lacking", "gap", "target"),
    *("wait_mean", "wait_limit", "dossier_mean", "dossier_limit", "low", "high"),
}
"""Figures that are no number of dossiers or papers."""


@dataclass(frozen=True, slots=True)
class ProvedDocument:
    """A document that was opened: `problems` are in words, none where all is well."""

    document_id: str
    dossier_code: str
    pdf_path: str
    digitized_at: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A figure with all that it stands on.

    `dossiers`: their codes, or those of the visits or answers that were counted. `agrees`: they, or
    their papers where the figure counts papers, are as many as the figure says; None where it is no
    such number. `number`: what was counted again; `of_dossiers`: whether dossiers were.
    """

    report: str
    cell: str
    snapshot: int
    period: str
    heading: str
    definitions: tuple[str, ...]
    value: Value
    dossiers: tuple[str, ...]
    number: int
    of_dossiers: bool
    agrees: bool | None
    documents: tuple[ProvedDocument, ...]

    @property
    def holds(self) -> bool:
        """The number agrees, and no paper that was opened is at fault."""
        return self.agrees is not False and not any(
            one.problems for one in self.documents
        )


def prove(
    archive: Path,
    settings: Settings,
    request: ReportRequest,
    cell: str,
    sample: int = SAMPLE,
) -> Proof:
    """Prove a figure of a report: count its dossiers again, open `sample` of their papers.

    Raises:
        UsageError: no such report, period, unit or figure.
    """
    address, asked = parse_address(cell), resolve_request(request, settings)
    with open_archive(archive, settings) as opened:
        basis = basis_of(opened, asked)
        report = basis.make()
        members = find_members(
            asked.definition.members(basis.tables, asked.period, asked.plan), address
        )
        chosen = _choose(opened, members, sample)
        note_report(opened, f"proof {request.name} {cell}", basis)
    words = ReportWords(settings.lang)
    value = _value(report, address)
    return Proof(
        report=request.name,
        cell=cell,
        snapshot=basis.commit,
        period=basis.period.text,
        heading=words.heading(address.column, request.name),
        definitions=words.texts.reports[request.name].definitions,
        value=value,
        dossiers=members.codes,
        agrees=_agrees(value, members.number, address),
        number=members.number,
        of_dossiers=members.of_dossiers,
        documents=_open(archive, settings.lang, chosen),
    )


def _agrees(value: Value, counted: int, address: CellAddress) -> bool | None:
    """Whether a figure is what was counted; None for one that counts no dossiers."""
    if address.column in _COUNTS_OTHERWISE or not isinstance(value, int):
        return None
    return value == counted


def _value(report: SomeReport, address: CellAddress) -> Value:
    """The figure as the report has it; sums of counts where the address means several rows.

    Raises:
        UsageError: `no_such_row`.
    """
    rows = [
        row for row in map(values_of, _rows(report, address)) if _is_meant(row, address)
    ]
    if not rows:
        _refuse(report, address)
    years = [year for row in rows if isinstance(year := row.get("year"), int)]
    if address.year is None and years:
        rows = [row for row in rows if row["year"] == max(years)]
    if address.measure is None and rows and "measure" in rows[0]:
        rows = [row for row in rows if row["measure"] == "past_results"]
    values = [row.get(address.column) for row in rows]
    if len(values) == 1:
        return values[0]
    counts = [value for value in values if isinstance(value, int)]
    if address.column in _COUNTS_OTHERWISE or (not counts and address.unit is not None):
        return None
    return sum(counts)


def _refuse(report: SomeReport, address: CellAddress) -> NoReturn:
    """The report has no such row: a unit that does not exist, or has nothing in it."""
    rows = map(values_of, _rows(report, address))
    units = sorted({str(row["agency_code"]) for row in rows if row.get("agency_code")})
    near = difflib.get_close_matches(address.unit or "", units, _NEAR) or units[:_NEAR]
    named = ", ".join(near) or "–"
    raise UsageError(
        "no_such_row",
        "the report has no such row",
        item=f"--cell {address.text}",
        remedy=f"units like it: {named}",
        values={"units": named},
    )


def _rows(report: SomeReport, address: CellAddress) -> Sequence[object]:
    """The units' rows, or those of procedures or document types."""
    if address.kind is None:
        return report.found.rows
    name = PROCEDURES if address.kind[0] == "procedure_code" else TYPES
    return next((part.rows for part in report.found.lists if part.name == name), ())


def _is_meant(row: dict[str, Value], address: CellAddress) -> bool:
    wanted = {
        "agency_code": address.unit,
        "level": address.level,
        "year": address.year,
        "measure": address.measure,
        **dict([address.kind] if address.kind else ()),
    }
    return all(
        row.get(name) == value for name, value in wanted.items() if value is not None
    )


def _choose(opened: Archive, members: Members, sample: int) -> list[ProvedDocument]:
    """Papers behind the figure, chosen at random."""
    columns = ("document_id", "dossier_code", "pdf_path", "digitized_at")
    papers = {"document_id": members.papers} if members.papers else None
    where = papers or {"dossier_code": members.dossiers}
    rows = opened.store.read("documents", columns, where=where).to_pylist()
    chosen = random.SystemRandom().sample(rows, min(sample, len(rows)))
    return [ProvedDocument(**row, problems=()) for row in chosen]


def _open(
    archive: Path, lang: str, chosen: Sequence[ProvedDocument]
) -> tuple[ProvedDocument, ...]:
    """The papers after a look into each file: bytes, structure and signature."""
    if not chosen:
        return ()
    answer = verify(archive, lang, files=[archive / one.pdf_path for one in chosen])
    found = []
    for one in chosen:
        problems = [
            bad["message"] for bad in answer["failed"] if bad["path"] == one.pdf_path
        ]
        found.append(
            ProvedDocument(
                one.document_id,
                one.dossier_code,
                one.pdf_path,
                one.digitized_at,
                tuple(problems),
            )
        )
    return tuple(found)
