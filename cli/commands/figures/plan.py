"""plan next: what to digitize next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.common import Common, with_common_options
from cli.options import OutOption
from cli.output import require_file_place

if TYPE_CHECKING:
    from pipeline.report.counting.measures.worklist import WorkRow

_SHOWN = 40


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(no_args_is_help=True, help="Kế hoạch số hóa. What to digitize.")
    group.callback()(_group)
    group.command("next")(next_dossiers)
    app.add_typer(group, name="plan")


def _group() -> None:
    """A group of one command stays a group."""


@with_common_options
def next_dossiers(
    common: Common,
    sheets: Annotated[
        int, typer.Option("--sheets", min=1, help="Room for so many sheets.")
    ],
    plan: Annotated[
        str | None,
        typer.Option(
            "--plan", help="A name in configs/plans/, or a file.", show_default=False
        ),
    ] = None,
    period: Annotated[
        str | None,
        typer.Option("--period", help="As of its end: 2025, …", show_default=False),
    ] = None,
    result: OutOption = None,
) -> None:
    """Hồ sơ nên số hóa tiếp để đạt chỉ tiêu nhanh nhất; --out ghi danh sách batch.csv. The dossiers
    that help most, as a list for the scanning team.

    Example: sohoa plan next --sheets 20000 --archive kho --out batch.csv
    """
    from pipeline.common.files import write_synced
    from pipeline.operations.reports.planning import next_dossiers as choose
    from pipeline.operations.reports.planning import work_csv
    from pipeline.report.columns import values_of

    settings = common.settings()
    if result is not None:
        require_file_place(result, (".csv",))
    rows = choose(common.required_archive(), settings, sheets, plan, period)
    if result is not None:
        write_synced(Path(result), work_csv(rows).encode("utf-8-sig"))
        console.say_written(result, common.json)
        return
    used = rows[-1].sheets if rows else 0
    if common.json:
        answer = {"dossiers": len(rows), "sheets": used}
        console.answer_json({**answer, "rows": [values_of(row) for row in rows]})
        return
    facts = {"dossiers": len(rows), "sheets": used}
    console.tell(settings.lang, "plan_next", **facts)
    _show_next(rows, settings.lang)


def _show_next(rows: Sequence[WorkRow], lang: str) -> None:
    """How many are of which unit, and the first ones."""
    units = Counter(row.agency_name or row.agency_code for row in rows)
    for unit, count in units.most_common():
        console.out(f"  {unit}: {count}")
    keys = ("plan_code", "unit_name", "plan_sheets")
    head = [console.say(lang, key) for key in keys]
    cells = [
        (row.dossier_code, row.agency_name, row.sheet_count) for row in rows[:_SHOWN]
    ]
    console.table("", head, cells)
