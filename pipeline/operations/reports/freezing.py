"""Freezing: a period's figures with the snapshot that they stand on, signed, to be made again.

    reports/PERIOD-COMMIT/
      rates.xlsx  rates.json  form-766.xlsx  …   every report of the catalogue
      bao-cao.pdf                                all of them as one signed PDF/A
      freeze.json                                period, commit, plan, SHA-256 of each file
      plan.toml  units.csv  store/               what the figures stand on

The store's parts are never changed, so a frozen snapshot links to them and costs no room.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from pipeline import audit, registry
from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.signer import Signer
from pipeline.common.clock import now, stamp
from pipeline.common.files import sha256_of, sync_folder, write_synced
from pipeline.config import Settings
from pipeline.errors import UsageError
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.operations.reports.frozen import (
    BOOK,
    FACTS,
    PLAN,
    STORE,
    FrozenFacts,
    FrozenFile,
    make_all,
)
from pipeline.operations.reports.report_pages import draw_pages
from pipeline.operations.reports.report_pdf import describe_file, report_lines
from pipeline.report.counting.period import parse_period
from pipeline.report.counting.plans import plan_path
from pipeline.report.render.formats import Format, render
from pipeline.store.folder_place import FolderPlace
from pipeline.store.manifest import write_manifest
from pipeline.tables.units import FILE as UNITS
from pipeline.trouble import storage_at
from schemas.archive import ArchivalPdf
from schemas.figures.report import SomeReport
from schemas.languages import Language

_REASON = "Số liệu báo cáo đã chốt"
_FORMS = (Format.JSON, Format.XLSX)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen report: its folder, relative to the archive, its facts, and how it is signed."""

    folder: str
    facts: FrozenFacts
    signature_level: str


def freeze(archive: Path, settings: Settings, period: str) -> Frozen:
    """Freeze all reports of a period over the present snapshot.

    Raises:
        UsageError: no such period, no usable key, or this period is frozen at this snapshot
            already (`frozen_already`).
    """
    parse_period(period, now().date())
    with open_archive(archive, settings, Access.WRITE) as opened:
        signer = registry.file_signer(
            settings,
            settings.archive.profile_run,
            str(opened.folder.keys),
            settings.operator,
        )
        place = _new_place(opened, period)
        opened.folder.reports.mkdir(exist_ok=True)
        with storage_at(opened.folder.reports):
            aside = Path(tempfile.mkdtemp(prefix=".", dir=opened.folder.reports))
            try:
                facts = _fill(opened, aside, period, now())
                level = _sign_book(opened, aside, facts, signer)
                aside.chmod(0o755)
                aside.replace(place)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
            sync_folder(opened.folder.reports)
        opened.note_act("reports frozen", place.name, f"commit {facts.commit}, {level}")
    return Frozen(place.relative_to(opened.folder.root).as_posix(), facts, level)


def _new_place(opened: Archive, period: str) -> Path:
    """Where the period goes. Raises UsageError `frozen_already`."""
    commit = opened.store.snapshot().commit
    place = opened.folder.reports / f"{period}-{commit:08d}"
    if place.exists():
        raise UsageError(
            "frozen_already",
            "this period is frozen at this snapshot already; nothing was changed",
            item=str(place),
            remedy="use what is there; new figures need a new snapshot",
        )
    return place


def _sign_book(
    opened: Archive, folder: Path, facts: FrozenFacts, signer: Signer
) -> str:
    """All reports as one signed PDF; gives the level of its signature."""
    book = _book(opened, folder, facts)
    level = signer.sign(book, folder / BOOK, now(), reason=_REASON).level
    Path(book.path).unlink(missing_ok=True)
    return level


def _fill(opened: Archive, folder: Path, period: str, when: datetime) -> FrozenFacts:
    settings = opened.settings
    _keep_basis(opened, folder)
    reports = list(make_all(folder, settings, period))
    files = [
        _write_report(report, form, folder, settings.lang)
        for report in reports
        for form in _FORMS
    ]
    files += [FrozenFile(one.name, sha256_of(one)) for one in _inputs(folder)]
    facts = FrozenFacts(
        period=period,
        commit=reports[0].snapshot,
        plan=settings.report.plan,
        reading=settings.report.reading,
        lang=settings.lang,
        at=stamp(when),
        by=opened.operator or audit.PROGRAM,
        development_keys=settings.keys.development,
        files=tuple(sorted(files, key=lambda one: one.path)),
    )
    write_synced(folder / FACTS, _facts_json(facts))
    return facts


def _write_report(
    report: SomeReport, form: Format, folder: Path, lang: Language
) -> FrozenFile:
    content = render(report, form, lang)
    path = folder / f"{report.report}.{form}"
    write_synced(path, content if isinstance(content, bytes) else content.encode())
    return FrozenFile(path.name, sha256_of(path))


def _facts_json(facts: FrozenFacts) -> bytes:
    return (json.dumps(asdict(facts), ensure_ascii=False, indent=1) + "\n").encode()


def _keep_basis(opened: Archive, folder: Path) -> None:
    """Snapshot, plan and units as they are now; parts are linked, or copied where links fail or the
    record lies elsewhere."""
    with opened.folder.write_lock():
        manifest = opened.store.manifest()
        for path in manifest.files:
            place = folder / STORE / path
            place.parent.mkdir(parents=True, exist_ok=True)
            opened.store.place.fetch(path, place)
    (folder / STORE).mkdir(exist_ok=True)
    write_manifest(FolderPlace(folder / STORE), replace(manifest, archive=None))
    shutil.copyfile(plan_path(opened.settings.report.plan), folder / PLAN)
    units = opened.folder.root / UNITS
    if units.is_file():
        shutil.copyfile(units, folder / UNITS)


def _inputs(folder: Path) -> list[Path]:
    return [one for one in (folder / PLAN, folder / UNITS) if one.is_file()]


def _book(opened: Archive, folder: Path, facts: FrozenFacts) -> ArchivalPdf:
    """All reports as one PDF/A, not yet signed, which names the hash of freeze.json."""
    settings = opened.settings
    digest = sha256_of(folder / FACTS)
    lines = [*_cover(facts, digest)]
    for report in make_all(folder, settings, facts.period):
        lines += ["", *report_lines(report, settings), ""]
    description = describe_file(
        settings,
        code=f"BC-{facts.period}-{facts.commit}",
        title=f"Báo cáo số hóa {facts.period}",
        number=digest,
        created_at=datetime.fromisoformat(facts.at),
        development=facts.development_keys,
    )
    return write_archival_pdf(draw_pages(lines), description, folder / ".book.pdf")


def _cover(facts: FrozenFacts, digest: str) -> Iterator[str]:
    yield f"BÁO CÁO SỐ HÓA ĐÃ CHỐT – KỲ {facts.period}"
    yield ""
    yield f"Lần ghi số liệu (commit): {facts.commit}"
    yield f"Chốt lúc: {facts.at}    Người chốt: {facts.by}"
    yield f"Kế hoạch: {facts.plan} ({facts.reading})"
    yield f"SHA-256 của {FACTS}: {digest}"
    for one in facts.files:
        yield f"  {one.sha256}  {one.path}"
