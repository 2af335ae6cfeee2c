"""desk: a dossier's papers in steps, for a counter's software."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.caller import placed, seconds_waited, stdin
from cli.commands.papers.desk_call import (
    DossierOption,
    FilesArgument,
    InsteadOption,
    KindOption,
    SessionOption,
    TypeOption,
    find_session,
    open_desk,
    read_content,
    show_end,
)
from cli.commands.papers.desk_close import cancel, day, serve, sign_begin, sign_finish
from cli.common import Common, with_common_options
from cli.desk import remote
from cli.options import OperatorOption, RegisterOption

if TYPE_CHECKING:
    from pipeline.desk.desk import Desk
    from pipeline.desk.kept.journal import Journal
    from pipeline.desk.papers import AddRequest
    from schemas.answers.desk import AddAnswer


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Số hóa tại quầy, từng bước, khi công dân đang chờ. Digitize at the counter in steps.",
    )
    commands = (
        start,
        person,
        have,
        add,
        scan,
        done,
        result,
        confirm,
        cancel,
        day,
        serve,
    )
    for command in commands:
        group.command()(command)
    group.command("sign-begin")(sign_begin)
    group.command("sign-finish")(sign_finish)
    remote.add_to(group)
    app.add_typer(group, name="desk")


@with_common_options
def start(
    common: Common,
    dossier: Annotated[
        str, typer.Option("--dossier", help="The dossier's code.", show_default=False)
    ],
    procedure: Annotated[
        str | None,
        typer.Option("--procedure", help="The procedure's code.", show_default=False),
    ] = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Bắt đầu một hồ sơ; trả lời thủ tục cần giấy gì. Begin a dossier; what its procedure needs.

    Example: sohoa desk start --dossier H26.27-241105-0012 --procedure 2.000635 --operator "Lê Văn
    Cường" --archive kho --json
    """
    from cli.desk.showing import show_start
    from pipeline.desk.visits import start_session

    desk = open_desk(common, operator, register)
    show_end(common, start_session(desk, dossier, procedure), show_start)


@with_common_options
def person(
    common: Common,
    card: Annotated[
        str,
        typer.Argument(metavar="CARD", help="- for stdin, or a photo of the card."),
    ] = "-",
    session: SessionOption = None,
    dossier: DossierOption = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Đọc thẻ căn cước: chuỗi QR từ máy quét cầm tay hoặc ảnh thẻ. Read a citizen card.

    Example: sohoa desk person - --archive kho --json
    """
    from cli.desk.showing import show_person
    from pipeline.desk.desk import hold
    from pipeline.desk.visits import tell_person

    desk = open_desk(common, operator, register)
    given = stdin() if card == "-" else read_content(placed(Path(card)))
    if session is None and dossier is None and not desk.has_open_session():
        show_end(common, tell_person(desk, None, given), show_person)
        return
    desk, mine = find_session(common, session, dossier, operator, register)
    with hold(mine) as journal:
        show_end(common, tell_person(desk, journal, given), show_person)


@with_common_options
def have(
    common: Common,
    session: SessionOption = None,
    dossier: DossierOption = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Giấy nào đã có (dùng lại), giấy nào không được quét, giấy nào phải quét. What is on file
    already, what must not be scanned, what is to be scanned.

    Example: sohoa desk have --archive kho --json
    """
    from cli.desk.showing import show_have
    from pipeline.desk.visits import have_papers

    desk, journal = find_session(common, session, dossier, operator, register)
    show_end(common, have_papers(desk, journal), show_have)


@with_common_options
def add(
    common: Common,
    files: FilesArgument,
    type_: TypeOption = None,
    kind: KindOption = None,
    instead: InsteadOption = None,
    paper: Annotated[
        int | None,
        typer.Option("--paper", min=1, help="Further pages (pictures) of this paper."),
    ] = None,
    session: SessionOption = None,
    dossier: DossierOption = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Thêm giấy tờ và đọc ngay; nói trang nào phải quét lại và vì sao. Add papers and read them at
    once; what to scan again, and why.

    Example: sohoa desk add giay.pdf --type giay_khai_sinh --archive kho --json
    """
    from pipeline.desk.papers import AddRequest

    desk, journal = find_session(common, session, dossier, operator, register)
    request = AddRequest(tuple(map(placed, files)), type_, kind, instead, paper)
    _add(common, desk, journal, request)


@with_common_options
def scan(
    common: Common,
    device: Annotated[
        str | None,
        typer.Option("--device", help="As scanimage -L names it.", show_default=False),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", help="Flatbed, ADF, ADF Duplex …", show_default=False),
    ] = None,
    pages: Annotated[
        int,
        typer.Option("--pages", min=0, help="How many; 0: all that lie in the feeder."),
    ] = 1,
    dpi: Annotated[int, typer.Option("--dpi", min=75, max=1200)] = 200,
    mode: Annotated[
        str, typer.Option("--mode", help="As the scanner names it.")
    ] = "Color",
    type_: TypeOption = None,
    kind: KindOption = None,
    instead: InsteadOption = None,
    session: SessionOption = None,
    dossier: DossierOption = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Quét một giấy bằng máy quét SANE và thêm ngay. Scan a paper with a SANE scanner and add it.

    Example: sohoa desk scan --source "ADF Duplex" --pages 0 --type to_khai --archive kho
    """
    from pipeline.desk.desk import hold
    from pipeline.desk.pages.scanning import ScanRequest
    from pipeline.desk.papers import AddRequest, scan_papers

    desk, mine = find_session(common, session, dossier, operator, register)
    how = ScanRequest(device, source, mode, dpi, pages)
    with hold(mine) as journal:
        answer = scan_papers(desk, journal, how, AddRequest((), type_, kind, instead))
    _show_added(common, answer)


@with_common_options
def result(
    common: Common,
    files: FilesArgument,
    type_: TypeOption = None,
    instead: InsteadOption = None,
    session: SessionOption = None,
    dossier: DossierOption = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Thêm kết quả giải quyết; tệp đã ký sẵn được giữ nguyên. Add the issued result; a signed file
    keeps its bytes.

    Example: sohoa desk result ket-qua.pdf --archive kho --json
    """
    from pipeline.desk.papers import AddRequest

    desk, journal = find_session(common, session, dossier, operator, register)
    request = AddRequest(tuple(map(placed, files)), type_, "result", instead)
    _add(common, desk, journal, request)


def _add(common: Common, desk: Desk, journal: Journal, request: AddRequest) -> None:
    from pipeline.desk.desk import hold
    from pipeline.desk.papers import add_papers

    with hold(journal) as mine:
        answer = add_papers(desk, mine, request)
    _show_added(common, answer)


def _show_added(common: Common, answer: AddAnswer) -> None:
    """What became of the papers; some were refused: exit 1."""
    from cli.desk.showing import show_add

    show_end(common, replace(answer, seconds=round(seconds_waited(), 3)), show_add)
    if answer.refused:
        raise typer.Exit(1)


@with_common_options
def confirm(
    common: Common,
    field: Annotated[
        str,
        typer.Argument(
            metavar="FIELD",
            help="As add names it: 1:subject.1.birth_date.",
            show_default=False,
        ),
    ],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE",
            help="What the paper says; ok: as it was read.",
            show_default=False,
        ),
    ],
    because: Annotated[
        str | None,
        typer.Option(
            "--because", help="Your reason, where something speaks against it."
        ),
    ] = None,
    session: SessionOption = None,
    dossier: DossierOption = None,
    operator: OperatorOption = None,
) -> None:
    """Ghi lời cán bộ về một giá trị chưa chắc. Keep a clerk's word on a doubtful value.

    Example: sohoa desk confirm 1:subject.1.birth_date 17/05/2009 --archive kho
    """
    from cli.desk.showing import show_confirm
    from pipeline.desk.desk import hold
    from pipeline.desk.papers import confirm_value

    desk, mine = find_session(common, session, dossier, operator)
    with hold(mine) as journal:
        show_end(
            common, confirm_value(desk, journal, field, value, because), show_confirm
        )


@with_common_options
def done(
    common: Common,
    session: SessionOption = None,
    dossier: DossierOption = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Ký và lưu mọi giấy tờ của hồ sơ. Sign and file all papers of the dossier.

    Example: sohoa desk done --archive kho --json
    """
    from cli.desk.showing import show_done
    from pipeline.desk.desk import hold
    from pipeline.desk.filing import close_session

    desk, mine = find_session(common, session, dossier, operator, register)
    with hold(mine) as journal:
        closed = close_session(desk, journal)
    answer = closed.answer
    if "seconds" in answer:
        answer = {**answer, "seconds": round(seconds_waited(), 3)}
    if common.json:
        console.answer_json(answer)
    else:
        show_done(answer, desk.settings.lang)
    if closed.code:
        raise typer.Exit(closed.code)
