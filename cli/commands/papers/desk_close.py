"""desk sign-begin, sign-finish, cancel, day, serve: signing, what is given up, a day's figures, and
the service that answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.caller import placed, stdin
from cli.commands.papers.desk_call import (
    DossierOption,
    SessionOption,
    find_session,
    open_desk,
    read_content,
    show_end,
)
from cli.common import Common, with_common_options
from cli.options import OperatorOption, RegisterOption


@with_common_options
def sign_begin(
    common: Common,
    session: SessionOption = None,
    dossier: DossierOption = None,
    operator: OperatorOption = None,
) -> None:
    """Lấy mã băm để ký bằng phần mềm ký riêng của cán bộ. The hashes for the clerk's own program.

    Example: sohoa desk sign-begin --archive kho --json
    """
    from cli.desk.showing import show_hashes
    from pipeline.desk.by_tool import begin_signing
    from pipeline.desk.desk import hold

    desk, mine = find_session(common, session, dossier, operator)
    with hold(mine) as journal:
        show_end(common, begin_signing(desk, journal.session), show_hashes)


@with_common_options
def sign_finish(
    common: Common,
    document: Annotated[
        str,
        typer.Argument(
            metavar="DOCUMENT", help="As sign-begin names it.", show_default=False
        ),
    ],
    cms: Annotated[
        str,
        typer.Argument(
            metavar="CMS", help="The signature (DER): a file, or - for stdin."
        ),
    ] = "-",
    session: SessionOption = None,
    dossier: DossierOption = None,
    operator: OperatorOption = None,
) -> None:
    """Gắn chữ ký (CMS) của phần mềm ký vào tệp đã lưu. Embed the clerk's CMS into the filed paper.

    Example: sohoa desk sign-finish H26.27-241105-0012.1 chu-ky.p7s --archive kho
    """
    from cli.desk.showing import show_signed
    from pipeline.desk.by_tool import finish_signing
    from pipeline.desk.desk import hold

    desk, mine = find_session(common, session, dossier, operator)
    given = stdin() if cms == "-" else read_content(placed(Path(cms)))
    with hold(mine) as journal:
        show_end(
            common, finish_signing(desk, journal.session, document, given), show_signed
        )


@with_common_options
def cancel(
    common: Common,
    session: SessionOption = None,
    dossier: DossierOption = None,
    operator: OperatorOption = None,
) -> None:
    """Hủy hồ sơ đang làm; không giấy nào được lưu. Drop the dossier under way; nothing is filed.

    Example: sohoa desk cancel --archive kho
    """
    from cli.desk.showing import show_cancel
    from pipeline.desk.desk import hold
    from pipeline.desk.visits import cancel_session

    desk, mine = find_session(common, session, dossier, operator)
    with hold(mine) as journal:
        show_end(common, cancel_session(desk, journal), show_cancel)


@with_common_options
def day(
    common: Common,
    wanted: Annotated[
        str | None,
        typer.Option("--day", help="YYYY-MM-DD (default: today).", show_default=False),
    ] = None,
    operator: OperatorOption = None,
) -> None:
    """Số liệu trong ngày của quầy. The day's figures of this desk.

    Example: sohoa desk day --archive kho
    """
    from cli.desk.showing import show_day
    from pipeline.desk.visits import day_tally

    show_end(common, day_tally(open_desk(common, operator, None), wanted), show_day)


@with_common_options
def serve(
    common: Common,
    idle: Annotated[
        float,
        typer.Option("--idle", min=1, help="Minutes without a call before it ends."),
    ] = 30.0,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing.")] = False,
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Dịch vụ giữ sẵn máy đọc, khóa và sổ công dân cho quầy; các lệnh desk tự gọi nó. The service
    that keeps engine, keys and register ready; the commands of desk start it by themselves.

    Example: sohoa desk serve --archive kho
    """
    from cli.desk.serving import serve_desk

    desk = open_desk(common, operator, register)
    if not quiet:
        console.note(desk.settings.lang, "desk_serving")
    serve_desk(desk, idle * 60)
