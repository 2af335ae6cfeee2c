"""index rebuild and reconcile."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import console
from cli.options import ArchiveOption, Common, ConfigOption, DebugOption, JsonOption, LangOption
from pipeline.operations import reconcile as operations

group = typer.Typer(
    no_args_is_help=True,
    help="Chỉ mục tìm kiếm và đối chiếu. The search index, and comparing records.",
)


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(group, name="index")


@group.command()
def rebuild(
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Lập lại chỉ mục từ kho. Make the search index again from the store.

    Example: sohoa index rebuild --archive kho
    """
    common = Common(archive, json, config, lang)
    settings = common.settings()
    answer = operations.rebuild_index(common.required_archive(), settings)
    if json:
        console.answer_json(answer)
    else:
        console.out(console.say(settings.lang, "index_built", documents=answer["documents"]))


@group.command()
def reconcile(
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend ledger and index from the store.")
    ] = False,
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Đối chiếu sổ cái, tệp, kho và chỉ mục. Compare ledger, files, store and index.

    Example: sohoa index reconcile --archive kho --repair
    """
    common = Common(archive, json, config, lang)
    settings = common.settings()
    answer = operations.reconcile(common.required_archive(), settings, repair=repair)
    left = [one for one in answer["differences"] if not one["repaired"]]
    if json:
        console.answer_json(answer)
    else:
        console.out(
            console.say(
                settings.lang,
                "reconciled",
                checked=answer["checked"],
                differences=len(answer["differences"]),
            )
        )
        for one in answer["differences"]:
            console.out(
                f"  {one['where']}: {one['item']}: "
                f"{one['problem']}{' ✓' if one['repaired'] else ''}"
            )
    if left:
        raise typer.Exit(1)
