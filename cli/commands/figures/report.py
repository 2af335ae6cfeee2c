"""report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.commands.figures.freeze import FREEZE, freeze_period
from cli.commands.figures.proof import PROOF, show_proof
from cli.common import Common, with_common_options
from cli.options import OperatorOption, OutOption
from cli.output import require_file_place
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.report.render.formats import Format
    from schemas.figures.report import SomeReport

# What an output file's ending says.
ENDINGS = {
    ".html": "html",
    ".htm": "html",
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".json": "json",
    ".txt": "table",
}
PDF = "pdf"


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(report)


@with_common_options
def report(
    common: Common,
    name: Annotated[
        str,
        typer.Argument(
            metavar="REPORT",
            help="rates, form-766, on-time, reuse, waiting, satisfaction, hand-over, portal, "
            "quality, missing; proof REPORT; freeze PERIOD.",
            show_default=False,
        ),
    ],
    subject: Annotated[
        str | None,
        typer.Argument(metavar="", help="What is proved.", hidden=True),
    ] = None,
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan", help="A name in configs/plans/, or a file.", show_default=False
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            help="2024, 2024-Q1, 2024-03, 2024-H1, 2024-9M, DAY..DAY.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="table, html, xlsx, pdf, csv, json (default: by the ending of --out).",
            show_default=False,
        ),
    ] = None,
    cell: Annotated[
        str | None,
        typer.Option(
            "--cell", help="With proof: UNIT/COLUMN of a figure.", show_default=False
        ),
    ] = None,
    snapshot: Annotated[
        str | None,
        typer.Option(
            "--snapshot",
            help="A frozen snapshot: its name or commit.",
            show_default=False,
        ),
    ] = None,
    operator: OperatorOption = None,
    result: OutOption = None,
) -> None:
    """Báo cáo cho lãnh đạo: tỷ lệ số hóa, biểu 766, đúng hạn, tái sử dụng, chất lượng, còn thiếu.
    For officials.

    Example: sohoa report rates --archive kho --period 2024 --format html --out ty-le.html
    Example: sohoa report freeze 2025-Q3 --archive kho --operator "Trần Thị Bình"
    Example: sohoa report proof form-766 --cell H26.27/components_digitized --period 2024
    """
    from pipeline.operations.reports.frozen import make_frozen_report
    from pipeline.operations.reports.reporting import ReportRequest, make_report
    from pipeline.report.render.formats import Format, render

    settings = common.settings(operator=operator)
    if name == FREEZE:
        freeze_period(common, settings, subject or period)
        return
    if name == PROOF:
        show_proof(common, ReportRequest(subject or "", plan, period), cell)
        return
    _refuse_further(subject)
    if result is not None:
        require_file_place(result, (*ENDINGS, f".{PDF}"))
    as_pdf = _is_pdf(form, result)
    chosen = None if as_pdf else _format(form, common.json, result)
    archive = common.required_archive()
    if snapshot is None:
        made = make_report(archive, settings, name, plan, period)
    else:
        request = ReportRequest(name, plan, period)
        made = make_frozen_report(archive, settings, request, snapshot)
    if result is None:
        shown = render(made, chosen or Format.TABLE, settings.lang)
        console.out(str(shown).rstrip("\n"))
        return
    _write(made, chosen, settings, result)
    console.say_written(result, common.json)


def _write(
    made: SomeReport, chosen: Format | None, settings: Settings, result: Path
) -> None:
    """Write the report to a file: as PDF, or in a format that is only rendered."""
    if chosen is None:
        from pipeline.operations.reports.report_pdf import write_report_pdf

        write_report_pdf(made, settings, result)
        return
    from pipeline.common.files import write_synced
    from pipeline.report.render.formats import render

    shown = render(made, chosen, settings.lang)
    write_synced(result, shown if isinstance(shown, bytes) else shown.encode())


def _refuse_further(subject: str | None) -> None:
    if subject is not None:
        raise UsageError(
            "one_report",
            f"one report at a time; {subject!r} is too much",
            item="REPORT",
            remedy="only proof and freeze take a second word: sohoa report proof rates --cell "
            "UNIT/COLUMN",
            values={"subject": subject},
        )


def _is_pdf(form: str | None, result: Path | None) -> bool:
    """Whether a PDF is asked for, by `--format` or by the ending of the file.

    Raises:
        UsageError: `no_out`, `ending_against_format`.
    """
    if result is None:
        if form == PDF:
            raise UsageError(
                "no_out",
                "pdf is no text",
                item="--format pdf",
                remedy="give --out FILE.pdf",
            )
        return False
    suffix = result.suffix.lower()
    if suffix == f".{PDF}" and form not in (None, PDF):
        raise _against(str(form), str(result), suffix)
    if form == PDF and suffix in ENDINGS:
        raise _against(PDF, str(result), suffix)
    return form == PDF or suffix == f".{PDF}"


def _against(form: str, result: str, ending: str) -> UsageError:
    return UsageError(
        "ending_against_format",
        f"the ending {ending} does not fit --format {form}",
        item=f"--out {result}",
        remedy="leave --format out, or name the file after it",
        values={"ending": ending, "form": form},
    )


def _format(form: str | None, as_json: bool, result: Path | None) -> Format:
    """The format asked for, by `--format`, by `--json`, or by the ending of the file."""
    from pipeline.report.render.formats import Format, parse_format

    asked = parse_format(form) if form is not None else None
    if result is not None:
        return _file_format(asked, result)
    if asked is Format.XLSX:
        raise UsageError(
            "no_out",
            "xlsx is no text",
            item="--format xlsx",
            remedy="give --out FILE.xlsx",
        )
    return Format.JSON if as_json else asked or Format.TABLE


def _file_format(asked: Format | None, result: Path) -> Format:
    from pipeline.report.render.formats import Format

    ending = ENDINGS.get(result.suffix.lower())
    if ending is None:
        return asked or Format.TABLE
    if asked is not None and asked != ending:
        raise _against(asked, str(result), result.suffix)
    return Format(ending)
