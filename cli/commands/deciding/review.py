"""review list, next, apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OperatorOption, OutOption, RegisterOption, register_text
from cli.output import require_file_place, require_folder_place

if TYPE_CHECKING:
    from pipeline.review.open_items.items import ReviewItem


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Việc cần người quyết định. What a person must decide.",
    )
    group.command("list")(list_)
    group.command("next")(next_)
    group.command("apply")(apply)
    group.command("export-labels")(export_labels)
    app.add_typer(group, name="review")


@with_common_options
def list_(
    common: Common,
    result: OutOption = None,
    pictures: Annotated[
        bool,
        typer.Option(
            "--pictures", help="Pictures of the places on the pages (XLSX; slow)."
        ),
    ] = False,
    merge: Annotated[
        Path | None,
        typer.Option(
            "--merge",
            metavar="TABLE",
            help="Carry over what is filled in in an older table.",
            show_default=False,
        ),
    ] = None,
    register: RegisterOption = None,
) -> None:
    """Danh sách các mục; --out ghi bảng CSV hoặc XLSX để điền. All items; --out writes the table to
    fill in.

    Example: sohoa review list --archive kho --out can-xem.xlsx
    """
    settings = common.settings(register=register_text(register))
    if result is None:
        from pipeline.review.open_items.items import open_items

        items = open_items(common.required_archive())
        if common.json:
            console.answer_json({"items": _rows(items, settings.lang)})
        else:
            _show(items, settings.lang)
        return
    from pipeline.operations.review_table import write_review_table

    require_file_place(result, (".csv", ".xlsx"))
    written = write_review_table(
        common.required_archive(),
        settings,
        result,
        why=lambda item: _why(item, settings.lang),
        merge=merge,
        pictures=pictures,
    )
    if common.json:
        console.answer_json({"out": str(result), **asdict(written)})
    elif written.left:
        left = ", ".join(written.left)
        console.tell(settings.lang, "review_left", count=len(written.left), items=left)


@with_common_options
def next_(common: Common) -> None:
    """Mục tiếp theo cần quyết định. The next item to decide.

    Example: sohoa review next --archive kho
    """
    from pipeline.review.open_items.items import open_items

    settings = common.settings()
    items = open_items(common.required_archive())[:1]
    if common.json:
        console.answer_json({"item": _rows(items, settings.lang)[0] if items else None})
    else:
        _show(items, settings.lang)


@with_common_options
def apply(
    common: Common,
    table: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="CSV or XLSX with decisions.", show_default=False
        ),
    ],
    register: RegisterOption = None,
    operator: OperatorOption = None,
) -> None:
    """Ghi bảng quyết định vào kho. Take a table of decisions back.

    Example: sohoa review apply can-xem.xlsx --archive kho --operator "Phạm Thị Dung"
    """
    from pipeline.review.apply_table import apply_table

    settings = common.settings(operator=operator, register=register_text(register))
    answer = asdict(apply_table(common.required_archive(), settings, table))
    if common.json:
        console.answer_json(answer)
        return
    console.tell(settings.lang, "review_applied", **answer)
    if answer["already"]:
        console.tell(settings.lang, "review_already", count=answer["already"])
    if answer["zeros_restored"]:
        rows = ", ".join(map(str, answer["zeros_restored"]))
        console.tell(settings.lang, "review_zeros_restored", rows=rows)
    if answer["index_behind"]:
        console.tell(settings.lang, "run_index_behind", code=answer["index_behind"])


@with_common_options
def export_labels(
    common: Common,
    result: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="A folder.", show_default=False)
    ],
    operator: OperatorOption = None,
) -> None:
    """Xuất các quyết định làm dữ liệu học. Decisions as labels: citizens.csv is for register train,
    fields.csv has each field with its reading, its place and the right value.

    Example: sohoa review export-labels --archive kho --out nhan
    """
    from pipeline.review.changes.labels import export_labels as export

    settings = common.settings(operator=operator)
    require_folder_place(result)
    exported = asdict(export(common.required_archive(), settings, result))
    if common.json:
        console.answer_json(exported)
    else:
        console.tell(settings.lang, "labels_exported", **exported)


def _rows(items: Sequence[ReviewItem], lang: str) -> list[dict[str, object]]:
    from pipeline.review.table.lines import table_row

    return [table_row(one, _why(one, lang)) for one in items]


def _why(item: ReviewItem, lang: str) -> str:
    """Why an item is open, in words."""
    from pipeline.messages import localized
    from pipeline.review.decision import DecisionKind

    match item.subject.kind:
        case DecisionKind.DOCUMENT:
            return ", ".join(
                _document_reason(code, item, lang) for code in item.reasons
            )
        case DecisionKind.FIELD:
            page = item.place.page if item.place else "–"
            confidence = f"{item.confidence or 0:.2f}"
            return console.say(lang, item.reasons[0], confidence=confidence, page=page)
        case DecisionKind.QUARANTINE:
            (code,) = item.reasons
            return localized(code, code, None, lang)[0]
        case _:
            return item.explanation


def _document_reason(code: str, item: ReviewItem, lang: str) -> str:
    from pipeline.messages import worded

    said, sides = worded(code, lang)[0], item.sides.get(code)
    return f"{said}: {sides}" if sides else said


def _show(items: Sequence[ReviewItem], lang: str) -> None:
    if not items:
        console.tell(lang, "review_none")
        return
    head = [console.say(lang, key) for key in ("item", "what", "found", "why")]
    rows = [
        (
            one.key,
            one.subject.kind.value,
            one.found or " ".join(one.candidates),
            _why(one, lang),
        )
        for one in items
    ]
    console.table(console.say(lang, "review_open", count=len(items)), head, rows)
