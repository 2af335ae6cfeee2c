"""register build, register train, match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.options import ArchiveOption, Common, ConfigOption, DebugOption, JsonOption, LangOption
from cli.output import require_file_place, require_folder_place
from pipeline.match.build import build_register
from pipeline.match.decide import match_many
from pipeline.match.register import open_register
from pipeline.match.tables import read_queries, write_decisions
from pipeline.match.training import train as train_weights
from schemas.linkage import MatchDecision

group = typer.Typer(no_args_is_help=True, help="Sổ công dân. The citizen register.")
_RegisterFolder = Annotated[
    Path, typer.Option("--register", help="The register's folder.", show_default=False)
]
_Out = Annotated[Path, typer.Option("--out", help="Where to write.", show_default=False)]


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(group, name="register")
    app.command()(match)


@group.command()
def build(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="CSV, XLSX or Parquet.", show_default=False)
    ],
    result: _Out,
    replace_smaller: Annotated[
        bool,
        typer.Option(
            "--replace-smaller", help="Replace the register even by a far smaller or an empty one."
        ),
    ] = False,
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Lập sổ công dân để đối khớp. Make the citizen register that matching uses.

    Example: sohoa register build dan-cu.csv --out so-dan-cu
    """
    settings = Common(archive, json, config, lang).settings()
    require_folder_place(result)
    report = build_register(
        source, result, least_share=settings.tables.least_share, replace_smaller=replace_smaller
    )
    if json:
        console.answer_json({"register": str(result), **asdict(report)})
    else:
        shown = {**asdict(report), "seconds": round(report.seconds, 1)}
        console.out(console.say(settings.lang, "register_built", **shown))
        if report.shortened:
            console.err(
                console.say(settings.lang, "register_shortened", shortened=report.shortened)
            )
    if report.rejected:
        raise typer.Exit(1)


@group.command()
def train(
    labels: Annotated[
        Path,
        typer.Argument(metavar="LABELS", help="Queries with true_citizen_id.", show_default=False),
    ],
    register: _RegisterFolder,
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Học lại trọng số từ các quyết định. Fit the weights to labelled queries.

    Example: sohoa register train nhan.csv --register so-dan-cu
    """
    settings = Common(archive, json, config, lang).settings()
    report = train_weights(labels, open_register(register))
    if json:
        console.answer_json(asdict(report))
    else:
        console.out(console.say(settings.lang, "register_trained", labels=report.labels))


def match(
    queries: Annotated[
        Path, typer.Argument(metavar="QUERIES", help="CSV, XLSX or Parquet.", show_default=False)
    ],
    register: _RegisterFolder,
    result: _Out,
    archive: ArchiveOption = None,
    json: JsonOption = False,
    config: ConfigOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Đối khớp công dân, không cần kho. Matching alone, no archive needed.

    Example: sohoa match truy-van.csv --register so-dan-cu --out ket-qua.parquet
    """
    settings = Common(archive, json, config, lang).settings()
    require_file_place(result, (".parquet",))
    asked = read_queries(queries)
    outcomes: Counter[str] = Counter()

    def decided() -> Iterator[MatchDecision]:
        for decision in match_many(asked, open_register(register), settings.matching):
            outcomes[decision.outcome] += 1
            yield decision

    write_decisions(decided(), result)
    counts = {key: outcomes[key] for key in ("matched", "review", "none")}
    if json:
        console.answer_json({"out": str(result), "queries": len(asked), **counts})
    else:
        console.err(console.say(settings.lang, "matched", count=len(asked), **counts))
