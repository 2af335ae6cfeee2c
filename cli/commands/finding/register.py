"""register build, register update, register train, match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.caller import placed
from cli.common import Common, with_common_options
from cli.options import OperatorOption
from cli.output import require_file_place, require_folder_place
from schemas.states import MatchOutcome

if TYPE_CHECKING:
    from pipeline.match.register.update import UpdateReport
    from schemas.languages import Language
    from schemas.linkage import MatchDecision

_RegisterFolder = Annotated[
    Path, typer.Option("--register", help="The register's folder.", show_default=False)
]
_Out = Annotated[
    Path, typer.Option("--out", help="Where to write.", show_default=False)
]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    group = typer.Typer(no_args_is_help=True, help="Sổ công dân. The citizen register.")
    group.command()(build)
    group.command()(update)
    group.command()(train)
    app.add_typer(group, name="register")
    app.command()(match)


@with_common_options
def build(
    common: Common,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SOURCE", help="CSV, XLSX or Parquet.", show_default=False
        ),
    ],
    result: _Out,
    replace_smaller: Annotated[
        bool,
        typer.Option(
            "--replace-smaller",
            help="Replace the register even by a far smaller or an empty one.",
        ),
    ] = False,
) -> None:
    """Lập sổ công dân để đối khớp. Make the citizen register that matching uses.

    Example: sohoa register build dan-cu.csv --out so-dan-cu
    """
    from pipeline.match.register.build import build_register

    settings = common.settings()
    require_folder_place(result)
    least = settings.tables.least_share
    report = build_register(
        source, result, least_share=least, replace_smaller=replace_smaller
    )
    if common.json:
        console.answer_json({"register": str(result), **asdict(report)})
    else:
        shown = {**asdict(report), "seconds": round(report.seconds, 1)}
        console.tell(settings.lang, "register_built", **shown)
        if report.shortened:
            warning = console.say(
                settings.lang, "register_shortened", shortened=report.shortened
            )
            console.err(warning)
        if report.forgotten:
            console.note(
                settings.lang, "register_forgotten", forgotten=report.forgotten
            )
    if report.rejected:
        raise typer.Exit(1)


@with_common_options
def update(
    common: Common,
    changes: Annotated[
        Path,
        typer.Argument(
            metavar="CHANGES", help="CSV, XLSX or Parquet.", show_default=False
        ),
    ],
    register: _RegisterFolder,
    operator: OperatorOption = None,
    remove_many: Annotated[
        bool,
        typer.Option(
            "--remove-many",
            help="Apply it even where it takes out, or marks as dead, far more people than usual.",
        ),
    ] = False,
) -> None:
    """Cập nhật sổ công dân: sinh, mất, đổi số, chuyển nơi ở. Change the citizen register.

    The table has the register's columns and `change`: add, change, renumber, died or remove
    (thêm, sửa, đổi số, mất, xóa). The same table again changes nothing.

    Example: sohoa register update thay-doi.csv --register so-dan-cu
    """
    from pipeline.operations.upkeep.citizens import update_citizens

    settings = common.settings(operator=operator)
    report = update_citizens(
        changes,
        register,
        settings,
        archive=placed(common.archive) if common.archive else None,
        remove_many=remove_many,
    )
    if common.json:
        console.answer_json({"register": str(register), **asdict(report)})
    elif report.already_applied:
        console.tell(settings.lang, "register_unchanged", people=report.people)
    else:
        shown = {**asdict(report), "seconds": round(report.seconds, 1)}
        console.tell(settings.lang, "register_updated", **shown)
        _tell_rejected(settings.lang, report, register)
    if report.rejected:
        raise typer.Exit(1)


def _tell_rejected(lang: Language, report: UpdateReport, register: Path) -> None:
    """Where the rows are listed that were left out, and that a spreadsheet may have spoilt them."""
    if report.rejected:
        place = register / "rejected-changes.csv"
        console.note(lang, "register_rejected", rejected=report.rejected, place=place)
    if report.shortened:
        console.note(lang, "register_shortened", shortened=report.shortened)


@with_common_options
def train(
    common: Common,
    labels: Annotated[
        Path,
        typer.Argument(
            metavar="LABELS", help="Queries with true_citizen_id.", show_default=False
        ),
    ],
    register: _RegisterFolder,
) -> None:
    """Học lại trọng số từ các quyết định. Fit the weights to labelled queries.

    Example: sohoa register train nhan.csv --register so-dan-cu
    """
    from pipeline.match.register import open_register
    from pipeline.match.training import train as train_weights

    settings = common.settings()
    report = train_weights(labels, open_register(register))
    if common.json:
        console.answer_json(asdict(report))
    else:
        console.tell(settings.lang, "register_trained", labels=report.labels)


@with_common_options
def match(
    common: Common,
    queries: Annotated[
        Path,
        typer.Argument(
            metavar="QUERIES", help="CSV, XLSX or Parquet.", show_default=False
        ),
    ],
    register: _RegisterFolder,
    result: _Out,
) -> None:
    """Đối khớp công dân, không cần kho. Matching alone, no archive needed.

    Example: sohoa match truy-van.csv --register so-dan-cu --out ket-qua.parquet
    """
    from pipeline.match.decision.decide import match_many
    from pipeline.match.decision.tables import write_decisions
    from pipeline.match.query.tables import read_queries
    from pipeline.match.register import open_register

    settings = common.settings()
    require_file_place(result, (".parquet",))
    asked = read_queries(queries)
    opened = open_register(register)
    outcomes: Counter[str] = Counter()

    def count_decisions() -> Iterator[MatchDecision]:
        for decision in match_many(asked, opened, settings.matching, settings.lang):
            outcomes[decision.outcome] += 1
            yield decision

    write_decisions(count_decisions(), result)
    counts = {
        key.value: outcomes[key]
        for key in MatchOutcome
        if key is not MatchOutcome.NOT_APPLICABLE
    }
    if common.json:
        console.answer_json({"out": str(result), "queries": len(asked), **counts})
    else:
        console.note(settings.lang, "matched", count=len(asked), **counts)
