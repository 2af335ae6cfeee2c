"""Counters on other machines: their tokens, the client that is handed to them, and how the server
hands their calls on."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.common import Common, with_common_options

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.serve.desks.gate import DeskGate, HandedOn
    from pipeline.serve.desks.tokens import DeskTokens

NameArgument = Annotated[
    str,
    typer.Argument(metavar="NAME", help='The desk, as "Quầy 3".', show_default=False),
]


def add_to(group: typer.Typer) -> None:
    """Add these commands to `desk`."""
    tokens = typer.Typer(
        no_args_is_help=True,
        help="Quầy ở máy khác được gọi. Which desks may call from other machines.",
    )
    tokens.command("add")(add)
    tokens.command("list")(list_)
    tokens.command("revoke")(revoke)
    group.add_typer(tokens, name="token")
    group.command()(client)


@with_common_options
def add(common: Common, name: NameArgument) -> None:
    """Cấp mã cho một quầy; mã chỉ hiện một lần. Make a desk's token; it is shown once.

    Example: sohoa desk token add "Quầy 3" --archive kho
    """
    tokens, lang = _tokens(common)
    token = tokens.add(name)
    if common.json:
        console.answer_json({"desk": " ".join(name.split()), "token": token})
    else:
        console.out(token)
        console.note(lang, "desk_token_made", name=name)


@with_common_options
def list_(common: Common) -> None:
    """Các quầy có mã. The desks that have a token.

    Example: sohoa desk token list --archive kho
    """
    tokens, _ = _tokens(common)
    rows = [{"desk": one.name, "made_at": one.made_at} for one in tokens.list()]
    if common.json:
        console.answer_json({"desks": rows})
        return
    for row in rows:
        console.out(f"{row['desk']}  {row['made_at']}")


@with_common_options
def revoke(common: Common, name: NameArgument) -> None:
    """Thu hồi mã của một quầy, có hiệu lực ngay. Revoke a desk's token, at once.

    Example: sohoa desk token revoke "Quầy 3" --archive kho
    """
    tokens, lang = _tokens(common)
    tokens.revoke(name)
    if common.json:
        console.answer_json({"revoked": " ".join(name.split())})
    else:
        console.tell(lang, "desk_token_revoked", name=name)


@with_common_options
def client(
    common: Common,
    out: Annotated[
        Path, typer.Option("--out", help="Write the program here.", show_default=False)
    ],
) -> None:
    """Tạo chương trình một tệp cho máy của quầy (Windows, Linux; Python 3.11 trở lên). The client
    for counters' computers, in one file.

    Example: sohoa desk client --out sohoa-desk.pyz
    """
    from cli.caller import placed
    from cli.desk.packing import pack_client
    from cli.output import require_file_place

    require_file_place(placed(out))
    pack_client(placed(out))
    console.say_written(out, common.json)


def _tokens(common: Common) -> tuple[DeskTokens, str]:
    from pipeline.folder import ArchiveFolder
    from pipeline.serve.desks.tokens import DeskTokens

    settings = common.settings()
    folder = ArchiveFolder(common.required_archive().resolve()).require()
    return DeskTokens.of(folder.keys), settings.lang


def desk_gate(archive: Path, settings: Settings) -> DeskGate:
    """What lets counters' calls into `sohoa serve`: they are handed to the desk's service on this
    machine, which is started where it is not there.

    Raises:
        StorageError: this account's own folder can't be used.
    """
    from cli.thin.client import ask, own_variables
    from pipeline.desk.calls.wire import DESK_NAME, DESK_SINCE, answer_of
    from pipeline.desk.kept.state import desk_state
    from pipeline.folder import ArchiveFolder
    from pipeline.serve.desks.gate import DeskGate
    from pipeline.serve.desks.tokens import DeskTokens

    folder = ArchiveFolder(archive.resolve())
    place = str(folder.root)
    own = _select_variables(own_variables(), settings)

    def hand_on(call: HandedOn) -> bytes | None:
        said = [f"{DESK_NAME}={call.desk}", f"{DESK_SINCE}={time.time() - call.waited}"]
        words = list(call.words)
        answer = ask(
            place,
            words,
            call.stdin,
            start=True,
            folder=call.folder,
            variables=[*own, *said],
        )
        return None if answer is None else answer_of(*answer)

    return DeskGate(
        archive=folder.root,
        tokens=DeskTokens.of(folder.keys),
        audit_file=folder.audit_file,
        arrivals=desk_state(folder.root).arrivals,
        most_bytes=settings.limits.max_file_mb << 20,
        ask=hand_on,
    )


def _select_variables(variables: Iterable[str], settings: Settings) -> list[str]:
    """The server's variables that its service is to know of."""
    # A clerk is named by the call, never by the server's own settings.
    kept = [
        one
        for one in variables
        if not one.startswith(("SOHOA_OPERATOR=", "SOHOA_ARCH"))
    ]
    if settings.register_path:
        kept = [one for one in kept if not one.startswith("SOHOA_REGISTER=")]
        kept.append(f"SOHOA_REGISTER={settings.register_path}")
    return kept
