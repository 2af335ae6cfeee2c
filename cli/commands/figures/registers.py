"""one-stop, past-results, visits, survey: the registers that figures are counted from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OperatorOption
from cli.output import require_file_place
from pipeline.errors import TableError
from pipeline.messages import localized
from schemas.figures.registers import Register

if TYPE_CHECKING:
    from pipeline.operations.reports.registers import Imported, Loaded
    from schemas.figures.registers import RegisterChange, RegisterVersion

_SHOWN_CODES = 10
_JSON_CODES = 1000
_FileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="CSV, XLSX or Parquet.", show_default=False),
]
_AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="The day of the table, YYYY-MM-DD (default: today)."),
]
_MappingOption = Annotated[
    str | None,
    typer.Option(
        "--mapping", help="A name in configs/exports/, or a file.", show_default=False
    ),
]
_ReplaceOption = Annotated[
    bool, typer.Option("--replace", help="Also by an older or a far smaller table.")
]
_RejectsOption = Annotated[
    Path | None,
    typer.Option(
        "--rejects", help="Write all rows at fault to this CSV.", show_default=False
    ),
]
_ChangesOption = Annotated[
    Path | None,
    typer.Option(
        "--changes",
        help="Write all codes that changed to this CSV.",
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    _add_group(
        app,
        Register.ONE_STOP,
        "Dữ liệu một cửa: mẫu số của các tỷ lệ. The one-stop system's export.",
    )
    _add_group(
        app,
        Register.PAST_RESULTS,
        "Sổ kết quả cũ còn hiệu lực. The register of past results.",
    )
    _add_group(
        app,
        Register.VISITS,
        "Lượt giao dịch: giờ đến, gọi, về. Visits at the counters.",
    )
    _add_group(
        app,
        Register.SURVEY,
        "Phiếu đánh giá mức độ hài lòng. Answers to the survey of satisfaction.",
    )


def _add_group(app: typer.Typer, register: Register, words: str) -> None:
    name = register.command
    group = typer.Typer(no_args_is_help=True, help=words)
    _add_import(group, register)
    _add_show(group, register)
    _add_list(group, register, name)
    _add_clear(group, register)
    app.add_typer(group, name=name)


def _add_import(group: typer.Typer, register: Register) -> None:
    @group.command("import")
    @with_common_options
    def import_file(
        common: Common,
        file: _FileArgument,
        as_of: _AsOfOption = None,
        mapping: _MappingOption = None,
        replace: _ReplaceOption = False,
        rejects: _RejectsOption = None,
        changes: _ChangesOption = None,
        operator: OperatorOption = None,
    ) -> None:
        """Nạp toàn bộ bảng, thay bảng trước; nêu dòng thêm, đổi, mất. Load the whole table in the
        place of the one before.

        Example: sohoa one-stop import mot-cua.xlsx --as-of 2026-01-31 --archive kho
        """
        from pipeline.operations.reports.registers import (
            ImportRequest,
            import_register,
            parse_as_of,
        )

        settings = common.settings(operator=operator)
        for place, option in ((rejects, "--rejects"), (changes, "--changes")):
            if place is not None:
                require_file_place(place, (".csv",), option)
        request = ImportRequest(
            file=file, as_of=parse_as_of(as_of), mapping=mapping, replace=replace
        )
        with _write_rejects(rejects, settings.lang):
            done = import_register(
                common.required_archive(), settings, register, request
            )
        if changes is not None:
            _write_changes(changes, done.change)
        if common.json:
            console.answer_json(_answer(done))
        else:
            _show_import(done, settings.lang)


def _add_show(group: typer.Typer, register: Register) -> None:
    @group.command("show")
    @with_common_options
    def show_loaded(common: Common) -> None:
        """Bảng nào đang dùng: ngày, số dòng, đơn vị. What is loaded.

        Example: sohoa one-stop show --archive kho
        """
        from pipeline.operations.reports.registers import show

        settings = common.settings()
        loaded = show(common.required_archive(), settings, register)
        if common.json:
            console.answer_json(asdict(loaded))
        else:
            _show_loaded(loaded, settings.lang)


def _add_list(group: typer.Typer, register: Register, name: str) -> None:
    @group.command("list")
    @with_common_options
    def list_imports(common: Common) -> None:
        """Các lần nạp, mới nhất trước. All imports, the latest first.

        Example: sohoa one-stop list --archive kho
        """
        from pipeline.operations.reports.registers import list_versions

        settings = common.settings()
        found = list_versions(common.required_archive(), settings, register)
        if common.json:
            console.answer_json({"versions": [asdict(one) for one in found]})
        else:
            _show_versions(name, found, settings.lang)


def _add_clear(group: typer.Typer, register: Register) -> None:
    @group.command("clear")
    @with_common_options
    def clear_loaded(common: Common, operator: OperatorOption = None) -> None:
        """Bỏ bảng đang dùng (tỷ lệ thành “–”). Take the table out.

        Example: sohoa one-stop clear --archive kho
        """
        from pipeline.operations.reports.registers import clear

        settings = common.settings(operator=operator)
        rows = clear(common.required_archive(), settings, register)
        if common.json:
            console.answer_json({"register": register.value, "rows": rows})
        else:
            console.tell(settings.lang, "register_cleared", rows=rows)


@contextmanager
def _write_rejects(place: Path | None, lang: str) -> Iterator[None]:
    """Where rows are at fault, write all of them into a table before the command ends."""
    from pipeline.common.files import write_synced

    try:
        yield
    except TableError as error:
        if place is not None:
            write_synced(place, _rejects_csv(error, lang).encode("utf-8-sig"))
        raise


def _rejects_csv(error: TableError, lang: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("row", "column", "code", "message", "remedy"))
    for one in (error, *error.others):
        said = localized(one.code, one.message, one.remedy, lang, one.values)
        writer.writerow(
            (one.values.get("row"), one.values.get("column"), one.code, *said)
        )
    return out.getvalue()


def _write_changes(place: Path, change: RegisterChange) -> None:
    from pipeline.common.files import write_synced
    from pipeline.tables.safe import csv_text

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("change", "dossier_code"))
    for kind in change.counts():
        writer.writerows((kind, csv_text(code)) for code in getattr(change, kind))
    write_synced(place, out.getvalue().encode("utf-8-sig"))


def _answer(done: Imported) -> dict[str, object]:
    from pipeline.operations.reports.registers import shorten

    return {
        "register": done.register.value,
        "as_of": done.as_of.isoformat(),
        "rows": done.rows,
        "commit": done.commit,
        "before": asdict(done.before) if done.before else None,
        "counts": done.change.counts(),
        **asdict(shorten(done.change, _JSON_CODES)),
    }


def _show_import(done: Imported, lang: str) -> None:
    values = {"rows": done.rows, "as_of": done.as_of}
    console.tell(lang, "register_imported", **values)
    if done.before is not None:
        before = {"rows": done.before.rows, "as_of": done.before.as_of}
        console.tell(lang, "register_before", **before)
    for kind, count in done.change.counts().items():
        said = console.say(lang, f"register_{kind}", count=count)
        codes = getattr(done.change, kind)[:_SHOWN_CODES]
        console.out(
            f"  {said}: {console.list_some(codes, count)}" if codes else f"  {said}"
        )
    columns = done.change.changed_columns.items()
    if columns:
        parts = ", ".join(f"{name} ({count})" for name, count in columns)
        console.out(f"  {console.say(lang, 'register_columns')}: {parts}")


def _show_loaded(loaded: Loaded, lang: str) -> None:
    version = loaded.version
    if not loaded.rows:
        console.tell(lang, "register_empty")
        return
    as_of = version.as_of if version else "–"
    console.tell(lang, "register_imported", rows=loaded.rows, as_of=as_of)
    if version and version.source:
        values = {"source": version.source, "at": version.at, "actor": version.actor}
        console.tell(lang, "register_from", **values)
    for column, span in loaded.spans.items():
        console.out(f"  {column}: {' – '.join(span) if span else '–'}")
    states = (f"{state}: {count}" for state, count in loaded.states.items())
    console.out(f"  {', '.join(states)}")
    names = ("unit_code", "unit_name", "unit_level", "unit_rows")
    head = [console.say(lang, key) for key in names]
    console.table("", head, [list(asdict(unit).values()) for unit in loaded.units])


def _show_versions(title: str, found: list[RegisterVersion], lang: str) -> None:
    keys = (
        "register_as_of",
        "unit_rows",
        "register_file",
        "register_at",
        "register_actor",
    )
    rows = []
    for one in found:
        source = (
            console.say(lang, "register_was_cleared") if one.cleared else one.source
        )
        rows.append([one.as_of, one.rows, source, one.at, one.actor])
    console.table(title, [console.say(lang, key) for key in keys], rows)
