"""report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.options import (
    ArchiveOption,
    Common,
    ConfigOption,
    DebugOption,
    JsonOption,
    LangOption,
    OutOption,
)
from pipeline.errors import UsageError
from pipeline.folder import write_synced
from pipeline.operations.reporting import make_report
from pipeline.report.render.formats import Format, parse_format, render


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(report)


def report(
    name: Annotated[
        str,
        typer.Argument(
            metavar="REPORT",
            help="rates, form-766, on-time, reuse, quality or missing.",
            show_default=False,
        ),
    ],
    plan: Annotated[
        str | None,
        typer.Option("--plan", help="A name in configs/plans/, or a file.", show_default=False),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            help="2024, 2024-Q1, 2024-03, 2024-H1, 2024-9M, DAY..DAY.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", help=", ".join(Format))] = "table",
    result: OutOption = None,
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Báo cáo cho lãnh đạo: tỷ lệ số hóa, biểu 766, đúng hạn, tái sử dụng, chất lượng, còn thiếu.
    For officials.

    Example: sohoa report rates --archive kho --period 2024 --format html --out ty-le.html
    """
    common = Common(archive, json, config, lang)
    settings = common.settings()
    chosen = _format(form, json and result is None, result)
    made = make_report(common.required_archive(), settings, name, plan, period)
    shown = render(made, chosen, settings.lang)
    if result is not None:
        write_synced(result, shown if isinstance(shown, bytes) else shown.encode())
        console.written(result, json)
    else:
        console.out(str(shown).rstrip("\n"))


def _format(form: str, as_json: bool, result: Path | None) -> Format:
    if as_json:
        return Format.JSON
    chosen = parse_format(form)
    if chosen is Format.XLSX and result is None:
        raise UsageError(
            "no_out",
            "xlsx is no text",
            item="--format xlsx",
            remedy="give --out FILE.xlsx",
        )
    return chosen
