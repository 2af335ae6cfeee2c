"""How well one engine reads the made-up pages: for tuning, in a minute or two.

    python -m benchmarks.ocr_trial [--part tuning] [--level office] [--kind form] [--engine X]
    [--profile Y]
                                   [--set ocr.key=value] [--show-errors N] [--page NAME] [--every N]
                                   [--floor | --tesseract] [--worn pale,small]

Prints CER, fields exact and CPU a page by level and kind, then the worst lines: `truth → what was
read`. Pages are made at the first call and kept under build/ocr_pages. `--floor` reads with
pytesseract as it comes, `--tesseract` with the command, instead of ours. `--worn` takes clean pages
worn in the ways under which pages fail whole, in place of the levels.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from typing import Any, cast

from benchmarks.ocr_sides import Side, ours, pytesseract_plain, settings_for, tesseract
from benchmarks.ocr_tally import Tally, stages_per_page
from pipeline.common.threads import limit_threads
from synthetic.ocr_pages import OcrPage, load
from synthetic.ocr_pages.worn import KINDS, load_worn
from synthetic.pages.degrade import WEAR_LEVELS, WearLevel
from synthetic.pages.failing import Failing


def row(name: str, tally: Tally) -> str:
    """One line of figures."""
    f = tally.figures()
    share = 100 * (f["fields_exact"] or 0.0)
    return (
        f"{name:<24} {tally.pages:>3} pages  CER {100 * (f['cer'] or 0):6.2f} %"
        f" (made up {100 * f['made_up']:5.2f}, lines lost {100 * f['lines_lost']:5.2f})"
        f"  fields {share:5.1f} %  CPU {f['cpu_s_per_page']:.3f} s/page"
    )


def try_pages(
    pages: Iterable[OcrPage], side: Side, total: Tally, kinds: dict[str, Tally]
) -> None:
    """Read pages and add them to their tallies."""
    for page in pages:
        read = side(page.path)
        for tally in (total, kinds.setdefault(page.kind, Tally())):
            tally.add(page.path.stem, page.true_lines, page.fields, read)


def main(arguments: Sequence[str] | None = None) -> None:
    """See the module."""
    options = _parser().parse_args(arguments)
    limit_threads()
    side = _side(options)
    for level in (options.worn or options.level).split(","):
        pages = _pages(options, level)
        if pages and not (options.floor or options.tesseract):
            side(pages[0].path)  # models are loaded once a process
        total, kinds = Tally(), dict[str, Tally]()
        try_pages(pages, side, total, kinds)
        print(row(f"{options.part} {level}", total), flush=True)
        for kind, tally in sorted(kinds.items()):
            print(row(f"    {kind}", tally), flush=True)
        if total.stages:
            print(
                "    CPU: "
                + ", ".join(
                    f"{stage} {s:.3f} s" for stage, s in stages_per_page(total).items()
                )
            )
        _show(total, options.show_errors)


def _pages(options: argparse.Namespace, level: str) -> list[OcrPage]:
    kinds = options.kind.split(",") if options.kind else None
    if options.worn:
        found = load_worn(options.part, cast(Failing, level), every=options.every)
        found = [page for page in found if kinds is None or page.kind in kinds]
    else:
        found = load(options.part, cast(WearLevel, level), kinds=kinds)
    named = [
        page for page in found if not options.page or options.page in page.path.stem
    ]
    return named if options.worn else named[:: options.every]


def _show(total: Tally, count: int) -> None:
    for errors, stem, line in sorted(total.worst, key=lambda one: -one[0])[:count]:
        print(
            f"  {errors:>3}  {stem}\n       {line.line or '(made up)'}\n    →  "
            f"{line.found or '(nothing)'}"
        )


def _side(options: argparse.Namespace) -> Side:
    if options.floor:
        return pytesseract_plain
    if options.tesseract:
        return tesseract
    return ours(
        settings_for(
            engine=options.engine, profile=options.profile, **_pairs(options.set)
        )
    )


def _pairs(pairs: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in pairs:
        key, _, value = pair.removeprefix("ocr.").partition("=")
        try:
            found[key] = json.loads(value)
        except json.JSONDecodeError:
            found[key] = value
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=("tuning", "test"), default="tuning")
    parser.add_argument(
        "--level", default=",".join(WEAR_LEVELS), help="one or more, with commas"
    )
    parser.add_argument(
        "--kind",
        help="form, letter, decision, table, certificate, land, extract; with commas",
    )
    parser.add_argument(
        "--worn",
        help=f"one or more of {', '.join(KINDS)}, with commas; takes the place of levels",
    )
    parser.add_argument("--page", help="only pages whose name holds this")
    parser.add_argument("--every", type=int, default=1, help="every Nth page only")
    parser.add_argument("--engine")
    parser.add_argument("--profile")
    parser.add_argument("--set", action="append", default=[], metavar="ocr.KEY=VALUE")
    parser.add_argument("--show-errors", type=int, default=0, metavar="N")
    parser.add_argument("--floor", action="store_true", help="pytesseract as it comes")
    parser.add_argument("--tesseract", action="store_true", help="the command")
    return parser


if __name__ == "__main__":
    main()
