"""What the desk's commands share: their options, the session that a call means, its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cli import console
from cli.caller import desk_name, environ
from cli.common import Common
from cli.options import register_text
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.desk.desk import Desk
    from pipeline.desk.kept.journal import Journal

A = TypeVar("A")
SessionOption = Annotated[
    str | None,
    typer.Option(
        "--session", help="The session, as start has answered.", show_default=False
    ),
]
DossierOption = Annotated[
    str | None,
    typer.Option("--dossier", help="The session of this dossier.", show_default=False),
]
TypeOption = Annotated[
    str | None, typer.Option("--type", help="Document type.", show_default=False)
]
KindOption = Annotated[
    str | None, typer.Option("--kind", help="component or result.", show_default=False)
]
FilesArgument = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="The papers.", show_default=False)
]
InsteadOption = Annotated[
    int | None,
    typer.Option(
        "--instead", min=1, help="The number of the paper that these replace."
    ),
]


def open_desk(common: Common, operator: str | None, register: Path | None) -> Desk:
    """The desk of a call's archive, also where the archive is out of reach."""
    from cli.desk.warm import desk_of

    archive = common.required_archive()
    settings = common.settings(operator=operator, register=register_text(register))
    clerk = operator or environ().get("SOHOA_OPERATOR") or ""
    named = " ".join(clerk.split()) or None
    desk = replace(desk_of(archive, settings), clerk=named, name=desk_name())
    if (archive / "sohoa.toml").is_file():
        return desk
    # The archive is out of reach: what is known of it stands in.
    known = desk.state.known_settings
    if common.config is None and known.is_file():
        away = replace(common, config=known)
        return replace(
            desk,
            settings=away.settings(operator=operator, register=register_text(register)),
        )
    return desk


def find_session(
    common: Common,
    session: str | None,
    dossier: str | None,
    operator: str | None,
    register: Path | None = None,
) -> tuple[Desk, Journal]:
    """The session that a call means, and the desk as its clerk asks it."""
    desk = open_desk(common, operator, register)
    journal = desk.session(session, dossier)
    return desk.of_clerk(journal.session.operator), journal


def read_content(path: Path) -> bytes:
    """A file's bytes. Raises UsageError `desk_call_too_large`."""
    from pipeline.common.received_file import chunks_of
    from pipeline.desk.calls.wire import MOST_STDIN

    content = b""
    for chunk in chunks_of(path):
        content += chunk
        if len(content) > MOST_STDIN:
            raise UsageError(
                "desk_call_too_large", "the file is too large", item=path.name
            )
    return content


def show_end(common: Common, answer: A, show: Callable[[A, str], None]) -> None:
    """An answer as JSON, or as `show` tells it to people."""
    from schemas.codec import to_plain

    if common.json:
        console.answer_json(to_plain(answer))
    else:
        show(answer, common.error_lang)
