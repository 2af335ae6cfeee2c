"""sign."""

from __future__ import annotations

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
    OperatorOption,
)
from pipeline.operations.signing import sign_waiting


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(sign)


def sign(
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="Extend signatures (not there yet: exit 3).")
    ] = False,
    archive: ArchiveOption = None,
    operator: OperatorOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Ký các tệp còn chờ chữ ký. Sign the files that wait for a signature.

    Example: sohoa sign --archive kho --operator "Trần Thị Bình"
    """
    common = Common(archive, json, config, lang)
    settings = common.settings(operator=operator)
    answer = sign_waiting(common.required_archive(), settings, upgrade=upgrade)
    if json:
        console.answer_json(answer)
    else:
        console.out(console.say(settings.lang, "signed", **answer))
        if answer["refused"]:
            console.out(console.say(settings.lang, "sign_refused", count=len(answer["refused"])))
        for one in answer["refused"]:
            console.out(f"  {one['path']}: {one['message']} [{one['code']}]")
            if one["remedy"]:
                console.out(f"      → {one['remedy']}")
        if answer["waiting"]:
            console.out(console.say(settings.lang, "sign_waiting", count=answer["waiting"]))
    if answer["refused"]:
        raise typer.Exit(1)
