"""How well real papers are read, page by page, with the `tesseract` command beside it.

    python -m benchmarks.real_papers FOLDER [--page NAME] [--show-errors N] [--cache FOLDER]

FOLDER holds pictures (NAME.png, NAME.jpg) and what is printed on them (NAME.txt, one line a line).
The papers are no part of the project, and nothing of it needs them. Errors are counted by
benchmarks/scoring.py: *lost* are substitutions and deletions, *made up* are insertions, both as
shares of the printed characters. Tesseract's answers are kept by the hash of the picture.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from benchmarks import peers
from benchmarks.ocr_sides import settings_for
from benchmarks.scoring import Matched, matched_lines
from pipeline.common.threads import limit_threads
from pipeline.ocr.checks.page_confidence import estimate_page_confidence

CACHE = Path(__file__).resolve().parents[1] / "build" / "real_papers"
PICTURES = (".png", ".jpg")


@dataclass(frozen=True, slots=True)
class Counted:
    """What was lost and made up of so many printed characters; `lines`: those that went wrong."""

    chars: int = 0
    lost: int = 0
    made_up: int = 0
    lines: tuple[Matched, ...] = field(default=(), compare=False)

    def __add__(self, other: Counted) -> Counted:
        return Counted(
            self.chars + other.chars,
            self.lost + other.lost,
            self.made_up + other.made_up,
        )

    @property
    def lost_share(self) -> float:
        """Substitutions and deletions, in shares of what is printed."""
        return self.lost / max(1, self.chars)

    @property
    def made_up_share(self) -> float:
        """Insertions, in shares of what is printed."""
        return self.made_up / max(1, self.chars)


def count_errors(true_lines: Sequence[str], text: str) -> Counted:
    """Lay a reading over what is printed; see benchmarks/scoring.py."""
    lines, rest = matched_lines(true_lines, text)
    lost, made_up = 0, sum(map(len, rest))
    for line in lines:
        for step in Levenshtein.editops(line.line, line.found):
            if step.tag == "insert":
                made_up += 1
            else:
                lost += 1
    wrong = [line for line in lines if line.line != line.found]
    if rest:
        wrong.append(Matched("", " ".join(rest)))
    return Counted(sum(len(line.line) for line in lines), lost, made_up, tuple(wrong))


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page: what we made of it and what Tesseract did."""

    name: str
    ours: Counted
    tesseract: Counted
    confidence: float
    cpu_s: float
    flags: tuple[str, ...]


def read_page(picture: Path, cache: Path) -> PageResult:
    """Read a page as the batch does, and look up or ask what Tesseract makes of it."""
    from benchmarks.reading import read_picture

    lines = picture.with_suffix(".txt").read_text("utf-8").splitlines()
    found = read_picture(picture, settings_for())
    return PageResult(
        picture.stem,
        count_errors(lines, found.reading.ocr.text),
        count_errors(lines, tesseract_text(picture, cache)),
        estimate_page_confidence(found.reading.ocr) or 0.0,
        found.took.cpu_s,
        found.reading.flags,
    )


def tesseract_text(picture: Path, cache: Path) -> str:
    """What `tesseract FILE - -l vie` reads, from the cache where it was asked before."""
    key = hashlib.sha256(picture.read_bytes()).hexdigest()[:24]
    kept = cache / f"{key}.txt"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_text(peers.tesseract_text(picture).stdout, "utf-8")
    return kept.read_text("utf-8")


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's rank correlation, ties at their mean rank; 0 where one side does not vary."""
    first, second = _ranks(one), _ranks(other)
    spread = float(first.std() * second.std())
    return float(((first - first.mean()) * (second - second.mean())).mean()) / (
        spread or np.inf
    )


def _ranks(values: Sequence[float]) -> NDArray[np.float64]:
    plain = np.asarray(values, np.float64)
    below = (plain[:, None] > plain[None, :]).sum(axis=1)
    return np.asarray(below + (plain[:, None] == plain[None, :]).sum(axis=1) / 2)


def row(result: PageResult) -> str:
    """A page as a row of a table."""
    ours, other = result.ours, result.tesseract
    return (
        f"| {result.name} | {100 * ours.lost_share:.2f} / {100 * ours.made_up_share:.2f}"
        f" | {100 * other.lost_share:.2f} / {100 * other.made_up_share:.2f}"
        f" | {result.confidence:.3f} | {result.cpu_s:.1f} | {', '.join(result.flags)} |"
    )


def summary(results: Sequence[PageResult]) -> str:
    """All pages in a row, and how well confidence orders them by their error."""
    ours = sum((result.ours for result in results), Counted())
    other = sum((result.tesseract for result in results), Counted())
    errors = [result.ours.lost_share + result.ours.made_up_share for result in results]
    order = rank_correlation(
        [result.confidence for result in results], [-e for e in errors]
    )
    worse = [
        r.name for r in results if r.ours.lost_share > r.tesseract.lost_share + 0.005
    ]
    cpu = sum(result.cpu_s for result in results) / max(1, len(results))
    return (
        f"| **all** | {100 * ours.lost_share:.2f} / {100 * ours.made_up_share:.2f}"
        f" | {100 * other.lost_share:.2f} / {100 * other.made_up_share:.2f} | | {cpu:.1f} | |\n\n"
        f"Rank correlation of confidence with the share that is right: {order:.2f}."
        f" Worse than Tesseract by over half a point: {', '.join(worse) or 'none'}."
    )


def show_errors(result: PageResult, count: int) -> None:
    """Print the lines that went wrong most."""
    worst = sorted(result.ours.lines, key=lambda line: -line.score.char_errors)[:count]
    for line in worst:
        print(f"      {line.line or '(made up)'}\n   →  {line.found or '(nothing)'}")


def main(arguments: Sequence[str] | None = None) -> None:
    """See the module."""
    options = _parser().parse_args(arguments)
    limit_threads()
    pictures = sorted(
        path
        for path in options.folder.iterdir()
        if path.suffix in PICTURES and path.with_suffix(".txt").exists()
    )
    print("| page | ours, lost / made up % | tesseract | confidence | CPU s | flags |")
    print("|--|--|--|--|--|--|")
    results = []
    for picture in pictures:
        if options.page and not any(
            part in picture.stem for part in options.page.split(",")
        ):
            continue
        results.append(read_page(picture, options.cache))
        print(row(results[-1]), flush=True)
        show_errors(results[-1], options.show_errors)
    print(summary(results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--page", help="only pages whose name holds one of these (with commas)"
    )
    parser.add_argument("--show-errors", type=int, default=0, metavar="N")
    parser.add_argument(
        "--cache", type=Path, default=CACHE, help="where Tesseract's answers lie"
    )
    return parser


if __name__ == "__main__":
    main()
