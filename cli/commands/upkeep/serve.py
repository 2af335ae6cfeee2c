"""serve and users: the archive's pages, and who may sign in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import RegisterOption, register_text
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.serve.accounts.users import Users


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(serve)
    group = typer.Typer(
        no_args_is_help=True, help="Ai được đăng nhập. Who may sign in."
    )
    group.command("add")(add)
    group.command("list")(list_)
    group.command("remove")(remove)
    app.add_typer(group, name="users")


@with_common_options
def serve(
    common: Common,
    host: Annotated[
        str,
        typer.Option(
            "--host", help="Address to listen at; others than this machine by TLS."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")
    ] = 8750,
    certificate: Annotated[
        Path | None,
        typer.Option("--tls-cert", help="Certificate chain (PEM).", show_default=False),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--tls-key", help="Its key (PEM).", show_default=False),
    ] = None,
    register: RegisterOption = None,
    double_keying: Annotated[
        bool | None,
        typer.Option(
            "--double-keying/--single-keying",
            help="Numbers are typed by two people (default: where two or more may review).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Mở trang kiểm tra, tra cứu, mẻ đêm trên trình duyệt. The pages for review, search, tonight's
    batch.

    Example: sohoa serve --archive kho
    """
    from cli.desk.remote import desk_gate
    from pipeline.serve.server import ServedAt, serve_site
    from pipeline.serve.site import Site

    settings = common.settings(register=register_text(register))
    place = ServedAt(host, port, certificate, key)
    place.check()
    site = Site.of(
        common.required_archive(),
        settings,
        secure=place.secure,
        double_keying=double_keying,
    )
    if not site.users.list():
        console.note(settings.lang, "serve_no_users")
    serve_site(
        site,
        place,
        lambda address: console.note(settings.lang, "serving", at=address),
        desk_gate(common.required_archive(), settings) if place.secure else None,
    )


@with_common_options
def add(
    common: Common,
    login: Annotated[str, typer.Argument(metavar="LOGIN", show_default=False)],
    name: Annotated[
        str,
        typer.Option(
            "--name", help="Full name, as events will state it.", show_default=False
        ),
    ],
    role: Annotated[
        str,
        typer.Option(
            "--role", help="reviewer, clerk, official, auditor or administrator."
        ),
    ] = "reviewer",
    password_file: Annotated[
        Path | None,
        typer.Option(
            "--password-file",
            help="Its first line is the password; - reads stdin. Else it is asked for.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Thêm người dùng. Add a user.

    Example: sohoa users add dung.pt --name "Phạm Thị Dung" --role reviewer --archive kho
    """
    users, lang = _users(common)
    user = users.add(login, name, role, _password(password_file, lang))
    if common.json:
        console.answer_json(
            {"login": user.login, "name": user.name, "role": user.role.value}
        )
    else:
        console.tell(lang, "user_added", login=user.login, name=user.name)


@with_common_options
def list_(common: Common) -> None:
    """Danh sách người dùng. All users.

    Example: sohoa users list --archive kho
    """
    users, lang = _users(common)
    rows = [
        {"login": one.login, "name": one.name, "role": one.role.value}
        for one in users.list()
    ]
    if common.json:
        console.answer_json({"users": rows})
    elif rows:
        head = [
            console.say(lang, key) for key in ("user_login", "user_name", "user_role")
        ]
        console.table("", head, [tuple(row.values()) for row in rows])
    else:
        console.tell(lang, "serve_no_users")


@with_common_options
def remove(
    common: Common,
    login: Annotated[str, typer.Argument(metavar="LOGIN", show_default=False)],
) -> None:
    """Xóa người dùng; việc đã làm vẫn còn trong kho. Remove a user; what they did stays recorded.

    Example: sohoa users remove dung.pt --archive kho
    """
    users, lang = _users(common)
    users.remove(login)
    if common.json:
        console.answer_json({"removed": login})
    else:
        console.tell(lang, "user_removed", login=login)


def _users(common: Common) -> tuple[Users, str]:
    from pipeline.folder import ArchiveFolder
    from pipeline.serve.accounts.users import Users

    settings = common.settings()
    folder = ArchiveFolder(common.required_archive().resolve()).require()
    return Users.of(folder.keys), settings.lang


def _password(file: Path | None, lang: str) -> str:
    """From a file or stdin; else typed twice, unseen."""
    if file is not None:
        return _first_line(file)
    if not sys.stdin.isatty():
        raise UsageError(
            "no_password",
            "no password was given, and there is no terminal to ask at",
            item="--password-file",
            remedy="give --password-file FILE, or - to read it from stdin",
        )
    text = typer.prompt(
        console.say(lang, "ask_password"),
        hide_input=True,
        confirmation_prompt=True,
        err=True,
    )
    return str(text)


def _first_line(file: Path) -> str:
    try:
        text = (
            sys.stdin.read()
            if str(file) == "-"
            else file.read_text(encoding="utf-8-sig")
        )
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "password_file_unreadable",
            "the password's file can't be read",
            item=str(file),
            remedy="check the path, its permissions, and that it is UTF-8 text",
        ) from error
    return (text.splitlines() or [""])[0]
