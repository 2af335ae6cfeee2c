"""export portal: finished dossiers reported to the public service portal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cli import console
from cli.caller import placed
from cli.common import Common, with_common_options
from cli.options import OperatorOption
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from schemas.answers.exporting import PortalAnswer, PortalStatus


def add_to(group: typer.Typer) -> None:
    """Add this module's command."""
    group.command()(portal)


@with_common_options
def portal(
    common: Common,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            help="https://… or a folder (default: portal.to of sohoa.toml).",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        int | None,
        typer.Option(
            "--since",
            min=0,
            help="Only dossiers with a document that a later commit of the store touched.",
            show_default=False,
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also send what the portal refused.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Show the records (JSON Lines); send and change nothing."
        ),
    ] = False,
    status: Annotated[
        bool,
        typer.Option(
            "--status", help="How many records wait, were sent, were refused."
        ),
    ] = False,
    operator: OperatorOption = None,
) -> None:
    """Báo hồ sơ đã giải quyết và số hóa lên cổng dịch vụ công; mỗi bản tin gửi đến khi được nhận.
    Report finished dossiers to the portal, each until it is acknowledged.

    Example: sohoa export portal --to https://cong.example/ket-qua --archive kho
    """
    from pipeline.operations.exporting import portal as operations

    if (status or dry_run) and (again or to is not None or status == dry_run):
        raise _contrary()
    settings = common.settings(operator=operator)
    archive = common.required_archive()
    if dry_run:
        _show_lines(operations.preview(archive, settings, since), as_json=common.json)
        return
    if status:
        answer = operations.portal_status(archive, settings)
    else:
        place = to if to is None or "://" in to else str(placed(Path(to)))
        asked = operations.Asked(to=place, since=since, again=again)
        answer = operations.report_to_portal(archive, settings, asked)
    if common.json:
        console.answer_json(answer)
    else:
        _show(answer, settings.lang)
    if answer["waiting"] or answer["refused"]:
        raise typer.Exit(3 if answer["waiting"] else 1)


def _contrary() -> UsageError:
    return UsageError(
        "portal_options",
        "--status and --dry-run only look: they stand alone, without --to or --again",
        item="export portal",
        remedy="give one of them, or none to send",
    )


def _show_lines(lines: Iterable[str], *, as_json: bool) -> None:
    if as_json:
        console.answer_json({"records": [json.loads(line) for line in lines]})
        return
    for line in lines:
        console.out(line)


def _show(answer: PortalStatus, lang: str) -> None:
    if "to" in answer:
        done = cast("PortalAnswer", answer)
        console.tell(lang, "portal_sent", **done)
    console.tell(lang, "portal_status", **answer)
    for one in answer["troubles"]:
        console.out("  " + console.say(lang, f"portal_{one['state']}", **one))
