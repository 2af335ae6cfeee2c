"""sign."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.caller import placed
from cli.common import Common, with_common_options
from cli.options import OperatorOption, OutOption
from cli.output import require_file_place
from pipeline.errors import DeferredError, UsageError
from schemas.answers.checks import NotSignedJson, SignAnswer, UpgradeAnswer


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(sign)


@with_common_options
def sign(
    common: Common,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="Sign this PDF (a list, a report) with the operator's own key; needs --out.",
            show_default=False,
        ),
    ] = None,
    out: OutOption = None,
    upgrade: Annotated[
        bool,
        typer.Option(
            "--upgrade",
            help="Make signatures last: B-T and B-LT become B-LTA, timestamps that lapse soon "
            "are renewed.",
        ),
    ] = False,
    operator: OperatorOption = None,
) -> None:
    """Ký các tệp còn chờ chữ ký, hoặc một tệp PDF. Sign the files that wait, or one PDF.

    Example: sohoa sign --archive kho --operator "Trần Thị Bình"
    Example: sohoa sign danh-muc.pdf --out danh-muc-ky.pdf --archive kho --operator "Trần Thị Bình"
    """
    from pipeline.operations.signing import extend_signatures, sign_waiting

    if file is not None or out is not None:
        _sign_one(common, file, out, upgrade, operator)
        return
    settings = common.settings(operator=operator)
    archive = common.required_archive()
    answer: SignAnswer | UpgradeAnswer
    if upgrade:
        extended = extend_signatures(archive, settings)
        first = console.say(settings.lang, "signatures_extended", **extended)
        answer = extended
    else:
        signed = sign_waiting(archive, settings)
        first = console.say(settings.lang, "signed", **signed)
        answer = signed
    if common.json:
        console.answer_json(answer)
    else:
        console.out(first)
        _show(answer["refused"], answer["waiting"], settings.lang)
    if upgrade and answer["waiting"]:
        raise typer.Exit(DeferredError.exit_code)
    if answer["refused"]:
        raise typer.Exit(1)


def _sign_one(
    common: Common,
    file: Path | None,
    out: Path | None,
    upgrade: bool,
    operator: str | None,
) -> None:
    from pipeline.operations.signing import sign_file

    if file is None or out is None or upgrade:
        raise UsageError(
            "sign_what",
            "signing one file needs its name and --out, and no --upgrade",
            item="FILE, --out",
            remedy='sohoa sign FILE --out SIGNED --operator "FULL NAME"',
        )
    require_file_place(out, (".pdf",))
    settings = common.settings(operator=operator)
    level = sign_file(common.required_archive(), settings, placed(file), placed(out))
    if common.json:
        console.answer_json({"out": str(out), "level": level})
    else:
        console.note(settings.lang, "file_signed", out=out, level=level)


def _show(refused: list[NotSignedJson], waiting: int, lang: str) -> None:
    if refused:
        console.tell(lang, "sign_refused", count=len(refused))
    for one in refused:
        console.out(f"  {one['path']}: {one['message']} [{one['code']}]")
        if one["remedy"]:
            console.out(f"      → {one['remedy']}")
    if waiting:
        console.tell(lang, "sign_waiting", count=waiting)
