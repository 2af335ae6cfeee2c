"""A single report as an archival PDF to be read, printed and filed; not signed.

What is signed is a frozen period (pipeline.operations.reports.freezing), which also holds what the
figures stand on.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.common.clock import now
from pipeline.common.files import sync_folder
from pipeline.config import Settings
from pipeline.operations.reports.report_pages import draw_pages
from pipeline.report.render.formats import Format, render
from pipeline.report.wording.words import ReportWords
from pipeline.trouble import storage_at
from schemas.archive import FileDescription
from schemas.figures.report import SomeReport


def report_lines(report: SomeReport, settings: Settings) -> list[str]:
    """The report as text whose letters are all of one width."""
    text = str(render(report, Format.TABLE, settings.lang))
    return text.replace("\u00a0", " ").splitlines()


def write_report_pdf(report: SomeReport, settings: Settings, out: Path) -> None:
    """Write the report as PDF/A; `out` is replaced once the file is whole.

    Raises:
        MissingToolError: no font for tables is installed.
        StorageError: it can't be written.
    """
    title = ReportWords(settings.lang).texts.reports[report.report].title
    with (
        storage_at(out.parent),
        tempfile.TemporaryDirectory(dir=out.parent, prefix=".") as aside,
    ):
        made = write_archival_pdf(
            draw_pages(report_lines(report, settings)),
            describe_file(
                settings,
                code=f"BC-{report.period}-{report.snapshot}",
                title=f"{title} – {report.period}",
                created_at=now(),
                development=report.development_keys,
            ),
            Path(aside) / "report.pdf",
        )
        Path(made.path).chmod(0o644)
        Path(made.path).replace(out)
        sync_folder(out.parent)


def describe_file(
    settings: Settings,
    *,
    code: str,
    title: str,
    created_at: datetime,
    development: bool,
    number: str | None = None,
) -> FileDescription:
    """What an archival PDF of reports says of itself: `code` stands where papers have their
    dossier's, `number` is the hash of what it was made from."""
    return FileDescription(
        dossier_code=code,
        ordinal=1,
        title=title,
        document_type="bao_cao",
        number=number,
        issued_date=None,
        issuer=settings.organ.name or None,
        rules_edition=settings.rules,
        operator=None,
        created_at=created_at,
        development=development,
    )
