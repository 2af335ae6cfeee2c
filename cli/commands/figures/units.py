"""units: the tree of units with dates of validity."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OperatorOption

_File = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV or XLSX.", show_default=False)
]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(
        no_args_is_help=True, help="Danh sách đơn vị, có thời hạn. The units."
    )
    group.command("import")(import_units)
    group.command("show")(show_units)
    app.add_typer(group, name="units")


@with_common_options
def import_units(common: Common, file: _File, operator: OperatorOption = None) -> None:
    """Nạp danh sách đơn vị: cấp trên, thời hạn, đơn vị kế thừa. Load the tree of units.

    Example: sohoa units import don-vi.csv --archive kho
    """
    from pipeline.operations.reports import registers

    settings = common.settings(operator=operator)
    tree = registers.import_units(common.required_archive(), settings, file)
    counts = {"units": len(tree.units), "lineages": len(tree.lineages)}
    if common.json:
        console.answer_json(counts)
    else:
        console.tell(settings.lang, "units_imported", **counts)


@with_common_options
def show_units(common: Common) -> None:
    """Danh sách đơn vị đang dùng. The units in use.

    Example: sohoa units show --archive kho
    """
    from pipeline.operations.reports import registers

    settings = common.settings()
    tree = registers.show_units(common.required_archive(), settings)
    units = list(tree.units.values()) if tree else []
    if common.json:
        console.answer_json({"units": [asdict(unit) for unit in units]})
        return
    keys = ("code", "name", "level", "parent", "until", "successors")
    days = [unit.valid_until for unit in units]
    cells = [(unit.code, unit.name, unit.level, unit.parent) for unit in units]
    followed = ["; ".join(unit.successors) for unit in units]
    rows = [(*one, day, by) for one, day, by in zip(cells, days, followed, strict=True)]
    console.table("", [console.say(settings.lang, f"unit_{key}") for key in keys], rows)
