"""export reading."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.caller import placed
from cli.common import Common, with_common_options
from cli.options import AuditDirOption, OperatorOption, audit_text
from cli.output import require_folder_place
from cli.showing.exported import answer_export, tell_refused

if TYPE_CHECKING:
    from schemas.answers.exporting import ReadingAnswer


def add_to(group: typer.Typer) -> None:
    """Add this module's commands."""
    group.command()(reading)


@with_common_options
def reading(
    common: Common,
    dossiers: Annotated[
        list[str],
        typer.Argument(metavar="DOSSIER", help="Dossier codes.", show_default=False),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", help="The folder to write the copies into.", show_default=False
        ),
    ],
    operator: OperatorOption = None,
    audit_dir: AuditDirOption = None,
) -> None:
    """Bản xem thu gọn của hồ sơ, để đọc và tìm; không phải bản lưu, không có chữ ký. Small copies
    of dossiers to look at and to search; they are no records and bear no signatures.

    Example: sohoa export reading H26.27-241105-0012 --archive kho --out ban-xem
    """
    from pipeline.operations.exporting.reading_copies import export_reading_copies

    settings = common.settings(operator=operator, audit_dir=audit_text(audit_dir))
    archive, place = common.required_archive(), placed(out)
    require_folder_place(place)
    answer = export_reading_copies(archive, settings, dossiers, place)
    answer_export(answer, common.json, lambda told: _show(told, settings.lang))


def _show(answer: ReadingAnswer, lang: str) -> None:
    for copy in answer["copies"]:
        console.tell(lang, "reading_copied", **copy)
    tell_refused(lang, "reading_refused", answer["refused"])
