"""`python -m tests.acceptance.desk_day`: a clerk's whole day, 60 dossiers and 130 papers, through
the command line alone; what was wrong goes to stdout as JSON, exit code 1 where anything was.

    --rounds N    rounds of all kinds of visits (default 5: 60 dossiers, 130 papers)
    --papers N    so many papers at a visit at most (default 3)
    --level L     wear of the scans: clean, office (default)
    --engine E    what reads them (default: the archive's)
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.day import Day, Ledger
from tests.acceptance.judge import judge
from tests.acceptance.office import CLERK, OTHER, Office
from tests.acceptance.papers import Papers
from tests.acceptance.plan import plan_day
from tests.support.whole_commands import sohoa

_BATCH_DOSSIER = "H26.27-261127-0001"


@dataclass(frozen=True)
class DayRequest:
    """How long a day is played; see the options."""

    rounds: int = 5
    papers: int = 3
    level: str = "office"
    engine: str | None = None
    batch_papers: int = 12
    seed: int = 1


def play_day(
    place: Path, run: Path, asked: DayRequest, tell: Callable[[str], None]
) -> Ledger:
    """Play a day in an office of its own.

    Args:
        place: an empty folder for archive, papers and the counter's machine.
        run: an empty folder with a short name, for the service's socket.
        asked: how long.
        tell: is told of each visit.
    """
    papers = Papers(place / "papers", asked.seed, asked.level)
    office = _new_office(place, run, papers, asked.engine)
    inbox = place / "inbox"
    for number in range(1, asked.batch_papers + 1):
        folder = inbox / _BATCH_DOSSIER / str(number)
        folder.mkdir(parents=True)
        shutil.copy(papers.scan("quyet_dinh").path, folder / "1.jpg")
    day = Day(office, papers, tell)
    try:
        day.play(plan_day(asked.rounds, asked.papers), inbox)
        judge(day, asked.batch_papers)
    finally:
        office.kill_service()
    return day.ledger


def _new_office(place: Path, run: Path, papers: Papers, engine: str | None) -> Office:
    archive, register = place / "kho", place / "so-dan-cu"
    for words in (
        ("init", archive, "--dev-keys"),
        ("register", "build", papers.write_register(), "--out", register),
    ):
        made = sohoa(*words)
        assert made.code == 0, made.err
    settings = archive / "sohoa.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace('register = ""', f"register = {json.dumps(str(register))}"),
        encoding="utf-8",
    )
    variables = {"XDG_RUNTIME_DIR": str(run), "XDG_STATE_HOME": str(place / "state")}
    if engine is not None:
        variables["SOHOA_OCR__ENGINE"] = engine
    return Office(archive, variables)


def main() -> int:
    """Play the day that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.acceptance.desk_day")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--papers", type=int, default=3)
    parser.add_argument("--level", default="office", choices=("clean", "office"))
    parser.add_argument("--engine")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asked = DayRequest(
        given.rounds, given.papers, given.level, given.engine, seed=given.seed
    )
    begun = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="sohoa-day-") as place,
        tempfile.TemporaryDirectory(prefix="r") as run,
    ):
        ledger = play_day(
            Path(place), Path(run), asked, lambda told: print(told, file=sys.stderr)
        )
    summary = {
        "dossiers": sum(ledger.counts[one]["dossiers"] for one in (CLERK, OTHER)),
        "papers": sum(ledger.counts[one]["papers"] for one in (CLERK, OTHER)),
        "calls": ledger.calls,
        "seconds": round(time.monotonic() - begun),
        "wrong": ledger.wrong,
    }
    print(json.dumps(summary, ensure_ascii=False, indent=1))
    return 1 if ledger.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
