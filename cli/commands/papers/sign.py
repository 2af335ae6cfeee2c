"""sign."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OperatorOption
from pipeline.errors import DeferredError
from schemas.answers.checks import NotSignedJson, SignAnswer, UpgradeAnswer


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(sign)


@with_common_options
def sign(
    common: Common,
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
    """Ký các tệp còn chờ chữ ký. Sign the files that wait for a signature.

    Example: sohoa sign --archive kho --operator "Trần Thị Bình"
    """
    from pipeline.operations.signing import extend_signatures, sign_waiting

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


def _show(refused: list[NotSignedJson], waiting: int, lang: str) -> None:
    if refused:
        console.tell(lang, "sign_refused", count=len(refused))
    for one in refused:
        console.out(f"  {one['path']}: {one['message']} [{one['code']}]")
        if one["remedy"]:
            console.out(f"      → {one['remedy']}")
    if waiting:
        console.tell(lang, "sign_waiting", count=waiting)
