"""sign."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OperatorOption
from schemas.answers.checks import SignAnswer


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(sign)


@with_common_options
def sign(
    common: Common,
    upgrade: Annotated[
        bool,
        typer.Option("--upgrade", help="Extend signatures (not there yet: exit 3)."),
    ] = False,
    operator: OperatorOption = None,
) -> None:
    """Ký các tệp còn chờ chữ ký. Sign the files that wait for a signature.

    Example: sohoa sign --archive kho --operator "Trần Thị Bình"
    """
    from pipeline.operations.signing import sign_waiting

    settings = common.settings(operator=operator)
    answer = sign_waiting(common.required_archive(), settings, upgrade=upgrade)
    if common.json:
        console.answer_json(answer)
    else:
        _show(answer, settings.lang)
    if answer["refused"]:
        raise typer.Exit(1)


def _show(answer: SignAnswer, lang: str) -> None:
    console.tell(lang, "signed", **answer)
    if answer["refused"]:
        console.tell(lang, "sign_refused", count=len(answer["refused"]))
    for one in answer["refused"]:
        console.out(f"  {one['path']}: {one['message']} [{one['code']}]")
        if one["remedy"]:
            console.out(f"      → {one['remedy']}")
    if answer["waiting"]:
        console.tell(lang, "sign_waiting", count=answer["waiting"])
