"""register build, register update, register train, register drift, match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
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
    from pipeline.match.register.changes.update import UpdateReport
    from pipeline.match.training.drift import DriftReport
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
    group.command()(drift)
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
    unlabelled: Annotated[
        bool,
        typer.Option(
            "--unlabelled",
            help="LABELS are queries whose right citizens nobody has told.",
        ),
    ] = False,
) -> None:
    """Học lại trọng số từ các quyết định. Fit the weights to labelled queries.

    Without labels (--unlabelled) they are estimated, and the thresholds stay.

    Example: sohoa register train nhan.csv --register so-dan-cu
    """
    from pipeline.match.register import open_register
    from pipeline.match.training.labelled import train as train_weights
    from pipeline.match.training.unlabelled import train_unlabelled

    settings, opened = common.settings(), open_register(register)
    if unlabelled:
        estimate = train_unlabelled(labels, opened)
        told, facts = "register_estimated", asdict(estimate)
    else:
        told, facts = "register_trained", asdict(train_weights(labels, opened))
    if common.json:
        console.answer_json(facts)
    else:
        console.tell(settings.lang, told, **facts)


@with_common_options
def drift(
    common: Common,
    register: _RegisterFolder,
    queries: Annotated[
        Path | None,
        typer.Argument(
            metavar="[QUERIES]",
            help="A table of queries; without it the papers of --archive.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="YYYY-MM-DD",
            help="Papers digitized from this day on.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """So giấy tờ mới với lúc học trọng số. Have papers changed since the weights were trained?

    Ends with 1 where they have: look at the papers, train again.

    Example: sohoa register drift --register so-dan-cu --archive kho --since 2026-11-28
    """
    from pipeline.operations.checks.drift import drift_of_archive, drift_of_table

    settings = common.settings()
    if queries is not None:
        report = drift_of_table(queries, register, settings)
    else:
        archive = common.required_archive()
        report = drift_of_archive(archive, register, settings, since)
    if common.json:
        console.answer_json({"warns": report.warns, **asdict(report)})
    else:
        _tell_drift(settings.lang, report)
    if report.warns:
        raise typer.Exit(1)


def _tell_drift(lang: Language, report: DriftReport) -> None:
    """A row for each comparison, what moved most first."""
    from pipeline.match.explanation.sentences import words

    known, say = words(lang), partial(console.say, lang)
    head = [
        say(f"drift_{name}") for name in ("fact", "index", "level", "before", "now")
    ]
    rows = []
    for one in sorted(report.moved, key=lambda one: -one.index):
        fact = known.comparison.get(one.comparison) or say("drift_candidate")
        levels = known.level.get(one.comparison)
        level = levels[one.level] if levels else say(f"drift_{one.level}")
        shares = (f"{share:.1%}" for share in (one.before, one.now))
        rows.append((fact, f"{one.index:.3f}{' !' * one.warns}", level, *shares))
    title = say("drift_title", queries=report.queries, fitted_on=report.fitted_on)
    console.table(title, head, rows)
    ending = "few" if report.few else "warns" if report.warns else "same"
    console.note(lang, f"drift_{ending}")


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
