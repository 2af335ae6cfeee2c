"""index rebuild and reconcile."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import console
from cli.common import Common, with_common_options


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(
        no_args_is_help=True,
        help="Chỉ mục tìm kiếm và đối chiếu. The search index, and comparing records.",
    )
    group.command()(rebuild)
    group.command()(reconcile)
    app.add_typer(group, name="index")


@with_common_options
def rebuild(common: Common) -> None:
    """Lập lại chỉ mục từ kho. Make the search index again from the store.

    Example: sohoa index rebuild --archive kho
    """
    from pipeline.operations.checks.reconcile import rebuild_index

    settings = common.settings()
    answer = rebuild_index(common.required_archive(), settings)
    if common.json:
        console.answer_json(answer)
    else:
        console.tell(settings.lang, "index_built", documents=answer["documents"])


@with_common_options
def reconcile(
    common: Common,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend ledger and index from the store.")
    ] = False,
) -> None:
    """Đối chiếu sổ cái, tệp, kho và chỉ mục. Compare ledger, files, store and index.

    Example: sohoa index reconcile --archive kho --repair
    """
    from pipeline.operations.checks import reconcile as operations

    settings = common.settings()
    answer = operations.reconcile(common.required_archive(), settings, repair=repair)
    differences = answer["differences"]
    if common.json:
        console.answer_json(answer)
    else:
        counts = {"checked": answer["checked"], "differences": len(differences)}
        console.tell(settings.lang, "reconciled", **counts)
        if answer["disposed"]:
            console.tell(settings.lang, "disposed_counted", count=answer["disposed"])
        for one in differences:
            mark = " ✓" if one["repaired"] else ""
            console.out(f"  {one['where']}: {one['item']}: {one['problem']}{mark}")
    if not all(one["repaired"] for one in differences):
        raise typer.Exit(1)
