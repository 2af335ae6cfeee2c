"""desk: a dossier's papers in steps, for a counter's software; and the service that answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import console
from cli.caller import desk_name, environ, placed, seconds_waited, stdin
from cli.common import Common, with_common_options
from cli.desk import remote
from cli.options import OperatorOption, RegisterOption, register_text
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.desk.desk import Desk
    from pipeline.desk.kept.journal import Journal
    from pipeline.desk.papers import AddRequest

SessionOption = Annotated[
    str | None,
    typer.Option("--session", help="The session, as start has answered.", show_default=False),
]
DossierOption = Annotated[
    str | None,
    typer.Option("--dossier", help="The session of this dossier.", show_default=False),
]
TypeOption = Annotated[
    str | None, typer.Option("--type", help="Document type.", show_default=False)
]
FilesArgument = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help="The papers.", show_default=False)
]
InsteadOption = Annotated[
    int | None,
    typer.Option("--instead", min=1, help="The number of the paper that these replace."),
]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Số hóa tại quầy, từng bước, khi công dân đang chờ. Digitize at the counter in steps.",
    )
    commands = (start, person, have, add, scan, done, result, confirm, cancel, day, serve)
    for command in commands:
        group.command()(command)
    group.command("sign-begin")(sign_begin)
    group.command("sign-finish")(sign_finish)
    remote.add_to(group)
    app.add_typer(group, name="desk")


def _desk(common: Common, operator: str | None, register: Path | None) -> Desk:
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
            desk, settings=away.settings(operator=operator, register=register_text(register))
        )
    return desk


def _at(
    common: Common,
    session: str | None,
    dossier: str | None,
    operator: str | None,
    register: Path | None = None,
) -> tuple[Desk, Journal]:
    """The session that a call means, and the desk as its clerk asks it."""
    desk = _desk(common, operator, register)
    journal = desk.session(session, dossier)
    return desk.of_clerk(journal.session.operator), journal


@with_common_options
def start(
    common: Common,
    dossier: Annotated[
        str, typer.Option("--dossier", help="The dossier's code.", show_default=False)
    ],
    procedure: Annotated[
        str | None, typer.Option("--procedure", help="The procedure's code.", show_default=False)
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

    desk = _desk(common, operator, register)
    _end(common, start_session(desk, dossier, procedure), show_start)


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
    from pipeline.desk.desk import held
    from pipeline.desk.visits import tell_person

    desk = _desk(common, operator, register)
    given = stdin() if card == "-" else _content(placed(Path(card)))
    if session is None and dossier is None and not desk.has_open_session():
        _end(common, tell_person(desk, None, given), show_person)
        return
    desk, mine = _at(common, session, dossier, operator, register)
    with held(mine) as journal:
        _end(common, tell_person(desk, journal, given), show_person)


def _content(path: Path) -> bytes:
    from pipeline.common.received_file import chunks_of
    from pipeline.desk.calls.wire import MOST_STDIN

    content = b""
    for chunk in chunks_of(path):
        content += chunk
        if len(content) > MOST_STDIN:
            raise UsageError("desk_call_too_large", "the file is too large", item=path.name)
    return content


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

    desk, journal = _at(common, session, dossier, operator, register)
    _end(common, have_papers(desk, journal), show_have)


@with_common_options
def add(
    common: Common,
    files: FilesArgument,
    type_: TypeOption = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="component or result.", show_default=False)
    ] = None,
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

    desk, journal = _at(common, session, dossier, operator, register)
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
        int, typer.Option("--pages", min=0, help="How many; 0: all that lie in the feeder.")
    ] = 1,
    dpi: Annotated[int, typer.Option("--dpi", min=75, max=1200)] = 200,
    mode: Annotated[str, typer.Option("--mode", help="As the scanner names it.")] = "Color",
    type_: TypeOption = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="component or result.", show_default=False)
    ] = None,
    instead: InsteadOption = None,
    session: SessionOption = None,
    dossier: DossierOption = None,
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Quét một giấy bằng máy quét SANE và thêm ngay. Scan a paper with a SANE scanner and add it.

    Example: sohoa desk scan --source "ADF Duplex" --pages 0 --type to_khai --archive kho
    """
    from cli.desk.showing import show_add
    from pipeline.desk.desk import held
    from pipeline.desk.pages.scanning import ScanRequest
    from pipeline.desk.papers import AddRequest, scan_papers

    desk, mine = _at(common, session, dossier, operator, register)
    how = ScanRequest(device, source, mode, dpi, pages)
    with held(mine) as journal:
        answer = scan_papers(desk, journal, how, AddRequest((), type_, kind, instead))
    _end(common, replace(answer, seconds=round(seconds_waited(), 3)), show_add)
    if answer.refused:
        raise typer.Exit(1)


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

    desk, journal = _at(common, session, dossier, operator, register)
    request = AddRequest(tuple(map(placed, files)), type_, "result", instead)
    _add(common, desk, journal, request)


def _add(common: Common, desk: Desk, journal: Journal, request: AddRequest) -> None:
    from cli.desk.showing import show_add
    from pipeline.desk.desk import held
    from pipeline.desk.papers import add_papers

    with held(journal) as mine:
        answer = add_papers(desk, mine, request)
    _end(common, replace(answer, seconds=round(seconds_waited(), 3)), show_add)
    if answer.refused:
        raise typer.Exit(1)


@with_common_options
def confirm(
    common: Common,
    field: Annotated[
        str,
        typer.Argument(
            metavar="FIELD", help="As add names it: 1:subject.1.birth_date.", show_default=False
        ),
    ],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE", help="What the paper says; ok: as it was read.", show_default=False
        ),
    ],
    because: Annotated[
        str | None,
        typer.Option("--because", help="Your reason, where something speaks against it."),
    ] = None,
    session: SessionOption = None,
    dossier: DossierOption = None,
    operator: OperatorOption = None,
) -> None:
    """Ghi lời cán bộ về một giá trị chưa chắc. Keep a clerk's word on a doubtful value.

    Example: sohoa desk confirm 1:subject.1.birth_date 17/05/2009 --archive kho
    """
    from cli.desk.showing import show_confirm
    from pipeline.desk.desk import held
    from pipeline.desk.papers import confirm_value

    desk, mine = _at(common, session, dossier, operator)
    with held(mine) as journal:
        _end(common, confirm_value(desk, journal, field, value, because), show_confirm)


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
    from pipeline.desk.desk import held
    from pipeline.desk.filing import close_session

    desk, mine = _at(common, session, dossier, operator, register)
    with held(mine) as journal:
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
    from pipeline.desk.desk import held

    desk, mine = _at(common, session, dossier, operator)
    with held(mine) as journal:
        _end(common, begin_signing(desk, journal.session), show_hashes)


@with_common_options
def sign_finish(
    common: Common,
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="As sign-begin names it.", show_default=False)
    ],
    cms: Annotated[
        str, typer.Argument(metavar="CMS", help="The signature (DER): a file, or - for stdin.")
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
    from pipeline.desk.desk import held

    desk, mine = _at(common, session, dossier, operator)
    given = stdin() if cms == "-" else _content(placed(Path(cms)))
    with held(mine) as journal:
        _end(common, finish_signing(desk, journal.session, document, given), show_signed)


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
    from pipeline.desk.desk import held
    from pipeline.desk.visits import cancel_session

    desk, mine = _at(common, session, dossier, operator)
    with held(mine) as journal:
        _end(common, cancel_session(desk, journal), show_cancel)


@with_common_options
def day(
    common: Common,
    wanted: Annotated[
        str | None, typer.Option("--day", help="YYYY-MM-DD (default: today).", show_default=False)
    ] = None,
    operator: OperatorOption = None,
) -> None:
    """Số liệu trong ngày của quầy. The day's figures of this desk.

    Example: sohoa desk day --archive kho
    """
    from cli.desk.showing import show_day
    from pipeline.desk.visits import day_tally

    _end(common, day_tally(_desk(common, operator, None), wanted), show_day)


def _end(common: Common, answer: Any, show: Any) -> None:
    from schemas.codec import to_plain

    if common.json:
        console.answer_json(to_plain(answer))
    else:
        show(answer, common.error_lang)


@with_common_options
def serve(
    common: Common,
    idle: Annotated[
        float, typer.Option("--idle", min=1, help="Minutes without a call before it ends.")
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

    desk = _desk(common, operator, register)
    if not quiet:
        console.err(console.say(desk.settings.lang, "desk_serving"))
    serve_desk(desk, idle * 60)
