"""dispose: what need be kept no longer, the list to be signed, and what a decision removes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.caller import placed
from cli.common import Common, with_common_options
from cli.options import OperatorOption
from cli.output import require_file_place
from cli.showing.values import type_words
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.config import Settings


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(dispose)


@with_common_options
def dispose(
    common: Common,
    due: Annotated[
        bool, typer.Option("--due", help="List what need be kept no longer.")
    ] = False,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--on",
            formats=["%Y-%m-%d"],
            help="With --due: on this day (default: today).",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="With --due: write the list as a PDF, to be signed by who may decide.",
            show_default=False,
        ),
    ] = None,
    decision: Annotated[
        Path | None,
        typer.Option(
            "--decision",
            help="The signed list: say what it removes.",
            show_default=False,
        ),
    ] = None,
    remove: Annotated[
        bool,
        typer.Option("--remove", help="With --decision: remove it, for good."),
    ] = False,
    done: Annotated[
        bool, typer.Option("--done", help="The register of what was removed.")
    ] = False,
    operator: OperatorOption = None,
) -> None:
    """Hồ sơ hết thời hạn bảo quản: liệt kê, lập danh mục để ký, xóa theo danh mục đã ký. What need
    be kept no longer: listed, signed for, removed.

    Example: sohoa dispose --due --archive kho
    Example: sohoa dispose --due --out danh-muc.pdf --archive kho --operator "Trần Thị Bình"
    Example: sohoa dispose --decision danh-muc-ky.pdf --remove --archive kho --operator "Trần Bình"
    """
    _check_choice(due, decision, remove, done, out, day)
    settings = common.settings(operator=operator)
    archive = common.required_archive()
    if decision is not None:
        _decide(common, archive, settings, placed(decision), remove)
    elif done:
        _show_register(common, archive, settings)
    elif out is not None:
        _write_list(common, archive, settings, _today(day), placed(out))
    else:
        _show_due(common, archive, settings, _today(day))


def _check_choice(
    due: bool,
    decision: Path | None,
    remove: bool,
    done: bool,
    out: Path | None,
    day: datetime | None,
) -> None:
    one = due + (decision is not None) + done == 1
    if one and (not remove or decision is not None) and (due or not (out or day)):
        return
    raise UsageError(
        "dispose_what",
        "it is not said what to do, or two things at once",
        item="--due, --decision, --done",
        remedy="give one: --due (what need be kept no longer; --out writes the list), --decision "
        "FILE (the signed list; --remove carries it out), --done (the register)",
    )


def _today(day: datetime | None) -> date:
    from pipeline.common.clock import now

    return (day or now()).date()


def _show_due(common: Common, archive: Path, settings: Settings, on: date) -> None:
    from pipeline.operations.disposal.retention import due_dossiers

    answer = due_dossiers(archive, settings, on)
    if common.json:
        console.answer_json(answer)
        return
    for one in answer["dossiers"]:
        console.tell(settings.lang, "due_dossier", **one)
    for held in answer["held"]:
        console.tell(settings.lang, "due_held", **held)
    facts = {**answer, "dossiers": len(answer["dossiers"])}
    console.tell(settings.lang, "due_counted", **facts)


def _write_list(
    common: Common, archive: Path, settings: Settings, on: date, out: Path
) -> None:
    from pipeline.operations.disposal.listing import write_due_list

    require_file_place(out, (".pdf",))
    answer = write_due_list(archive, settings, on, out)
    if common.json:
        console.answer_json(answer)
    else:
        console.note(settings.lang, "due_written", **answer)


def _decide(
    common: Common, archive: Path, settings: Settings, signed: Path, remove: bool
) -> None:
    from pipeline.operations.disposal.removal import look_at_decision, remove_decided

    act = remove_decided if remove else look_at_decision
    answer = act(archive, settings, signed, _today(None))
    if common.json:
        console.answer_json(answer)
    elif answer["refused"]:
        console.tell(settings.lang, "disposal_refused", count=len(answer["refused"]))
        for one in answer["refused"]:
            console.out(f"  {one['dossier_code']}: {one['message']} [{one['code']}]")
    elif answer["already"]:
        console.tell(settings.lang, "disposal_done_before", **answer)
    else:
        key = "disposal_done" if answer["removed"] else "disposal_planned"
        console.tell(settings.lang, key, **answer)
    if answer["refused"]:
        raise typer.Exit(1)


def _show_register(common: Common, archive: Path, settings: Settings) -> None:
    from pipeline.operations.disposal.removal import list_disposed

    answer = list_disposed(archive, settings)
    if common.json:
        console.answer_json(answer)
        return
    for one in answer["documents"]:
        name = type_words(settings.lang, one["document_type"])
        facts = {**one, "name": name, "day": one["disposed_at"][:10]}
        console.tell(settings.lang, "disposed_paper", **facts)
    console.tell(settings.lang, "disposed_counted", count=len(answer["documents"]))
