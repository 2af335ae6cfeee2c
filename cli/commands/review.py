"""review list, next, apply."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated, Any

import openpyxl
import typer
from openpyxl.styles.numbers import FORMAT_TEXT

from cli import console
from cli.options import (
    ArchiveOption,
    Common,
    ConfigOption,
    DebugOption,
    JsonOption,
    LangOption,
    OperatorOption,
    OutOption,
)
from cli.output import require_file_place
from pipeline.folder import write_synced
from pipeline.messages import localized
from pipeline.operations.findings import FINDINGS, worded
from pipeline.operations.review import COLUMNS, apply_decisions, review_items
from pipeline.tables.safe import csv_text, workbook_text

group = typer.Typer(
    no_args_is_help=True, help="Việc cần người quyết định. What a person must decide."
)


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(group, name="review")


@group.command("list")
def list_(
    result: OutOption = None,
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Danh sách các mục; --out ghi bảng CSV hoặc XLSX để điền. All items; --out writes the table to
    fill in.

    Example: sohoa review list --archive kho --out can-xem.xlsx
    """
    common = Common(archive, json, config, lang)
    settings = common.settings()
    if result is not None:
        require_file_place(result, (".csv", ".xlsx"))
    items = _worded(review_items(common.required_archive()), settings.lang)
    if result is not None:
        _write(result, items)
        console.written(result, json)
    elif json:
        console.answer_json({"items": items})
    else:
        _show(items, settings.lang)


@group.command("next")
def next_(
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Mục tiếp theo cần quyết định. The next item to decide.

    Example: sohoa review next --archive kho
    """
    common = Common(archive, json, config, lang)
    settings = common.settings()
    items = _worded(review_items(common.required_archive())[:1], settings.lang)
    if json:
        console.answer_json({"item": items[0] if items else None})
    else:
        _show(items, settings.lang)


@group.command("apply")
def apply(
    table: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV or XLSX with decisions.", show_default=False)
    ],
    archive: ArchiveOption = None,
    operator: OperatorOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Ghi bảng quyết định vào kho. Take a table of decisions back.

    Example: sohoa review apply can-xem.xlsx --archive kho --operator "Phạm Thị Dung"
    """
    common = Common(archive, json, config, lang)
    settings = common.settings(operator=operator)
    answer = apply_decisions(common.required_archive(), settings, table)
    if json:
        console.answer_json(answer)
    else:
        console.out(console.say(settings.lang, "review_applied", **answer))
        if answer["index_behind"]:
            console.out(console.say(settings.lang, "run_index_behind", code=answer["index_behind"]))


def _worded(items: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """The reasons in words."""
    for one in items:
        if one["what"] == "document":
            one["why"] = ", ".join(_reason(code, lang) for code in one["why"].split(", ") if code)
        elif one["what"] == "field":
            _, confidence, page = one["why"].split()
            one["why"] = console.say(lang, "field_unsure", confidence=confidence, page=page)
        elif one["what"] == "quarantine":
            one["why"] = localized(one["why"], one["why"], None, lang)[0]
    return items


def _reason(code: str, lang: str) -> str:
    return worded(code, lang)[0] if code in FINDINGS else console.say(lang, f"reason_{code}")


def _show(items: list[dict[str, Any]], lang: str) -> None:
    if not items:
        console.out(console.say(lang, "review_none"))
        return
    head = [
        console.say(lang, "item"),
        console.say(lang, "what"),
        console.say(lang, "found"),
        console.say(lang, "why"),
    ]
    rows = [
        (one["item"], one["what"], one["found"] or one["candidates"], one["why"]) for one in items
    ]
    console.table(console.say(lang, "review_open", count=len(items)), head, rows)


def _write(path: Path, items: list[dict[str, Any]]) -> None:
    lines = [[one[column] for column in COLUMNS] for one in items]
    if path.suffix.lower() == ".xlsx":
        book = openpyxl.Workbook()
        sheet = book.create_sheet("sohoa", 0)
        sheet.freeze_panes = "A2"
        sheet.append(list(COLUMNS))
        for line in lines:
            sheet.append([None if cell is None else workbook_text(str(cell)) for cell in line])
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                # Text from papers must stay text: a leading "=" is no formula.
                cell.data_type = "s" if cell.value is not None else "n"
                # What people type stays as they type it: no date, no number without its zeros.
                cell.number_format = FORMAT_TEXT
        content = io.BytesIO()
        book.save(content)
        write_synced(path, content.getvalue())
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    # `item` comes back as it is, and never begins like a formula.
    writer.writerows(
        [csv_text(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )
    write_synced(path, text.getvalue().encode("utf-8-sig"))
