"""Frozen reports: found again, made again, checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf

from pipeline.archive.verify.written import check_signatures, check_structure
from pipeline.common.files import sha256_of
from pipeline.config import Settings
from pipeline.errors import DigitizationError, UsageError
from pipeline.open_archive import open_archive
from pipeline.operations.reports.reporting import (
    ReportBasis,
    ReportRequest,
    note_report,
    report_basis,
    resolve_request,
)
from pipeline.report.catalogue import REPORTS
from pipeline.report.render.formats import Format, render
from pipeline.store.parquet import ParquetStore
from pipeline.tables.units import load_units
from schemas.codec import from_plain
from schemas.figures.report import SomeReport

FACTS, BOOK, PLAN, STORE = "freeze.json", "bao-cao.pdf", "plan.toml", "store"
"""What a frozen folder holds beside the reports; see pipeline.operations.reports.freezing."""


@dataclass(frozen=True, slots=True)
class FrozenFile:
    """A file of a frozen report, relative to its folder."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FrozenFacts:
    """What freeze.json says."""

    period: str
    commit: int
    plan: str
    reading: str
    lang: str
    at: str
    by: str
    development_keys: bool
    files: tuple[FrozenFile, ...]


def make_all(folder: Path, settings: Settings, period: str) -> Iterator[SomeReport]:
    """Every report over what a frozen folder keeps."""
    for name in REPORTS:
        report = frozen_basis(
            folder, settings, ReportRequest(name, period=period)
        ).make()
        yield replace(report, development_keys=settings.keys.development)


def frozen_basis(
    folder: Path, settings: Settings, request: ReportRequest
) -> ReportBasis:
    """What a report over a frozen snapshot stands on; the plan is the frozen one unless another is
    asked for."""
    plan = request.plan or str(folder / PLAN)
    asked = resolve_request(
        replace(request, plan=plan), settings, settings.report.reading
    )
    return report_basis(asked, ParquetStore(folder / STORE), load_units(folder))


def make_frozen_report(
    archive: Path, settings: Settings, request: ReportRequest, snapshot: str
) -> SomeReport:
    """A report over a frozen snapshot, with the plan and units of then; without a period, it is
    the frozen one.

    Raises:
        UsageError: no such report, plan, period or frozen snapshot.
    """
    with open_archive(archive, settings) as opened:
        folder = find_frozen(opened.folder.reports, snapshot)
        facts = read_facts(folder)
        period = request.period or facts.period
        basis = frozen_basis(folder, settings, replace(request, period=period))
        report = basis.make()
        note_report(opened, request.name, basis)
    return replace(report, development_keys=facts.development_keys)


@dataclass(frozen=True, slots=True)
class FrozenProblem:
    """Something of a frozen report that is not as it was frozen: the file and a finding's code."""

    path: str
    code: str


def frozen_folders(reports: Path) -> list[Path]:
    """All frozen reports of an archive, by name."""
    return sorted(
        path.parent for path in reports.glob(f"*/{FACTS}") if path.parent.name[0] != "."
    )


def find_frozen(reports: Path, name: str) -> Path:
    """The folder of a frozen report, by its name or its commit's number.

    Raises:
        UsageError: `not_frozen`.
    """
    folders = frozen_folders(reports)
    wanted = f"-{int(name):08d}" if name.isdecimal() else None
    for folder in folders:
        if folder.name == name or (wanted and folder.name.endswith(wanted)):
            return folder
    known = ", ".join(folder.name for folder in folders) or "–"
    raise UsageError(
        "not_frozen",
        f"no frozen snapshot {name!r}",
        item=f"--snapshot {name}",
        remedy=f"frozen are: {known}; freeze a period with: sohoa report freeze PERIOD",
        values={"known": known},
    )


def check_frozen(folder: Path, keys: Path, settings: Settings) -> list[FrozenProblem]:
    """What is wrong with a frozen report: a file that changed, a signature that does not hold, or
    figures that come out otherwise when they are made again."""
    try:
        facts = read_facts(folder)
    except (OSError, ValueError):
        return [FrozenProblem(FACTS, "frozen_changed")]
    problems = [
        FrozenProblem(one.path, "frozen_changed")
        for one in facts.files
        if not (folder / one.path).is_file()
        or sha256_of(folder / one.path) != one.sha256
    ]
    problems += _book_problems(folder, keys)
    if not problems:
        problems += _figure_problems(folder, facts, settings)
    return problems


def read_facts(folder: Path) -> FrozenFacts:
    """What freeze.json of a folder says.

    Raises:
        OSError, ValueError: it can't be read.
    """
    return from_plain(FrozenFacts, json.loads((folder / FACTS).read_text("utf-8")))


def _book_problems(folder: Path, keys: Path) -> list[FrozenProblem]:
    book = folder / BOOK
    if not book.is_file() or check_structure(book) is not None:
        return [FrozenProblem(BOOK, "frozen_changed")]
    verdicts = check_signatures(book, keys)
    sound = bool(verdicts) and all(one.problem is None for one in verdicts)
    with pikepdf.open(book) as pdf:
        said = pdf.Root.Metadata.read_bytes().decode("utf-8", "replace")
    if sha256_of(folder / FACTS) not in said:
        return [FrozenProblem(FACTS, "frozen_changed")]
    return [] if sound else [FrozenProblem(BOOK, "frozen_not_signed")]


def _figure_problems(
    folder: Path, facts: FrozenFacts, settings: Settings
) -> list[FrozenProblem]:
    """Make every report again on the frozen snapshot and compare its figures."""
    report = settings.report.model_copy(
        update={"plan": facts.plan, "reading": facts.reading}
    )
    keys = settings.keys.model_copy(update={"development": facts.development_keys})
    then = settings.model_copy(
        update={"report": report, "keys": keys, "lang": facts.lang}
    )
    try:
        reports = list(make_all(folder, then, facts.period))
    except DigitizationError:
        return [FrozenProblem(STORE, "frozen_changed")]
    made = {
        f"{one.report}.json": render(one, Format.JSON, then.lang) for one in reports
    }
    return [
        FrozenProblem(name, "frozen_differs")
        for name, content in made.items()
        if (folder / name).is_file()
        and not comes_out(
            json.loads((folder / name).read_bytes()), json.loads(str(content))
        )
    ]


def comes_out(frozen: object, made: object) -> bool:
    """Whether all that was frozen comes out again.

    A later version may say more than was frozen (columns, lists) and word its notes otherwise.
    """
    if isinstance(frozen, dict) and isinstance(made, dict):
        figures = frozen.keys() - {"notes"}
        return all(key in made and comes_out(frozen[key], made[key]) for key in figures)
    if isinstance(frozen, list) and isinstance(made, list):
        return len(frozen) == len(made) and all(map(comes_out, frozen, made))
    return frozen == made
