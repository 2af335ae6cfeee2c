"""review list, next, apply."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OperatorOption, OutOption
from cli.output import require_file_place


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(
        no_args_is_help=True, help="Việc cần người quyết định. What a person must decide."
    )
    group.command("list")(list_)
    group.command("next")(next_)
    group.command("apply")(apply)
    app.add_typer(group, name="review")


@with_common_options
def list_(common: Common, result: OutOption = None) -> None:
    """Danh sách các mục; --out ghi bảng CSV hoặc XLSX để điền. All items; --out writes the table to
    fill in.

    Example: sohoa review list --archive kho --out can-xem.xlsx
    """
    from pipeline.operations.review import review_items
    from pipeline.operations.review_table import write_review_table

    settings = common.settings()
    if result is not None:
        require_file_place(result, (".csv", ".xlsx"))
    items = _word_reasons(review_items(common.required_archive()), settings.lang)
    if result is not None:
        write_review_table(result, items)
        console.say_written(result, common.json)
    elif common.json:
        console.answer_json({"items": items})
    else:
        _show(items, settings.lang)


@with_common_options
def next_(common: Common) -> None:
    """Mục tiếp theo cần quyết định. The next item to decide.

    Example: sohoa review next --archive kho
    """
    from pipeline.operations.review import review_items

    settings = common.settings()
    items = _word_reasons(review_items(common.required_archive())[:1], settings.lang)
    if common.json:
        console.answer_json({"item": items[0] if items else None})
    else:
        _show(items, settings.lang)


@with_common_options
def apply(
    common: Common,
    table: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV or XLSX with decisions.", show_default=False)
    ],
    operator: OperatorOption = None,
) -> None:
    """Ghi bảng quyết định vào kho. Take a table of decisions back.

    Example: sohoa review apply can-xem.xlsx --archive kho --operator "Phạm Thị Dung"
    """
    from pipeline.operations.review import apply_decisions

    settings = common.settings(operator=operator)
    answer = apply_decisions(common.required_archive(), settings, table)
    if common.json:
        console.answer_json(answer)
        return
    console.out(console.say(settings.lang, "review_applied", **answer))
    if answer["index_behind"]:
        console.out(console.say(settings.lang, "run_index_behind", code=answer["index_behind"]))


def _word_reasons(items: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    return [{**one, "why": _reason(one["what"], one["why"], lang)} for one in items]


def _reason(what: str, why: str, lang: str) -> str:
    from pipeline.messages import localized

    if what == "document":
        return ", ".join(_document_reason(code, lang) for code in why.split(", ") if code)
    if what == "field":
        kind, confidence, page = why.split()
        return console.say(lang, kind, confidence=confidence, page=page)
    return localized(why, why, None, lang)[0] if what == "quarantine" else why


def _document_reason(code: str, lang: str) -> str:
    from pipeline.operations.findings import FINDINGS, worded

    return worded(code, lang)[0] if code in FINDINGS else console.say(lang, f"reason_{code}")


def _show(items: list[dict[str, Any]], lang: str) -> None:
    if not items:
        console.out(console.say(lang, "review_none"))
        return
    head = [console.say(lang, key) for key in ("item", "what", "found", "why")]
    rows = [
        (one["item"], one["what"], one["found"] or one["candidates"], one["why"]) for one in items
    ]
    console.table(console.say(lang, "review_open", count=len(items)), head, rows)
