"""Recognition on the test part of synthetic/ocr_pages: ours by profiles, beside peers on the same
files in one run.

Ours is all that the page stage does (decode, codes, preparation, recognition, second readings), in
one warm process on one core; peers are a process a page, as they are used. Ours in the default
profile and the `tesseract` command take turns page by page, three passes, the median counts;
accuracy is that of the first pass, other sides have one.

The levels count only while the ordinary tool fails on them: `FLOORS` are what pytesseract as it
comes must show.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from benchmarks import peers as public
from benchmarks.measure import ratio
from benchmarks.ocr_sides import (
    Side,
    SideRead,
    ocrmypdf,
    ours,
    profiles,
    pytesseract_plain,
    settings_for,
    tesseract,
)
from benchmarks.ocr_tally import Tally, stages_per_page
from benchmarks.ocr_workers import one_worker, two_workers
from benchmarks.real_scans import real_pages, scans_folder
from benchmarks.sheets import all_sheets, scanned_papers
from pipeline import registry
from synthetic.ocr_pages import OcrPage, load
from synthetic.pages.degrade import WEAR_LEVELS

REPEATS = 3
SMALL_PAGES = 1
# What pytesseract as it comes must show at least (CER) and at most (fields exact) for a level to
# count.
FLOORS = MappingProxyType(
    {"clean": (0.09, 0.78), "office": (0.16, 0.55), "hard": (0.70, 0.08)}
)
Tell = Callable[[str], None]


@dataclass(slots=True)
class _SideRun:
    """One side on one level: totals, the same by kind of page, CPU seconds of each pass over all
    pages."""

    total: Tally = field(default_factory=Tally)
    kinds: dict[str, Tally] = field(default_factory=dict)
    passes: list[float] = field(default_factory=list)
    preparation: dict[int, list[float]] = field(default_factory=dict)

    def add(self, page: OcrPage, read: SideRead) -> None:
        for tally in (self.total, self.kinds.setdefault(page.kind, Tally())):
            tally.add(page.path.stem, page.true_lines, page.fields, read)
        if "preprocess" in read.stages:
            self.preparation.setdefault(page.dpi, []).append(read.stages["preprocess"])

    def figures(self, base: _SideRun | None) -> dict[str, Any]:
        """All that is told of a side; `base`: the tesseract command, for the ratio of CPU."""
        cpu = statistics.median(self.passes)
        found = self.total.figures() | {
            "cpu_s_per_page": round(cpu / self.total.pages, 3),
            "passes": len(self.passes),
            "forms_cer": self.kinds["form"].score.cer if "form" in self.kinds else None,
            "kinds": {
                kind: {
                    "pages": one.pages,
                    "cer": one.score.cer,
                    "fields_exact": one.fields_exact,
                }
                for kind, one in sorted(self.kinds.items())
            },
        }
        if base is not None and base is not self:
            found["cpu_to_tesseract"] = ratio(cpu, statistics.median(base.passes))
            each = [ratio(a, b) for a, b in zip(self.passes, base.passes, strict=False)]
            found["cpu_to_tesseract_each_pass"] = each
        if self.total.stages:
            found["stage_cpu_s_per_page"] = stages_per_page(self.total)
            found["preparation_ms_by_dpi"] = {
                str(dpi): round(1000 * statistics.mean(seconds))
                for dpi, seconds in sorted(self.preparation.items())
            }
        return found


def ocr(*, peers: bool, small: bool, tell: Tell) -> dict[str, Any]:
    """Read the pages at each level by every side; see the module. Small: the office level, one
    form."""
    missing = public.why_no_tesseract(peers)
    sides = _sides(peers, missing is None)
    result: dict[str, Any] = {
        "engine": registry.open_engine(settings_for().ocr).version,
        "default": _ours_name(_default_profile()),
        "part": "test",
        "levels": {},
    }
    if missing is not None:
        result |= public.absent(missing)
    pages: dict[str, list[OcrPage]] = {}
    for level in WEAR_LEVELS[1:2] if small else WEAR_LEVELS:
        pages[level] = load("test", level, kinds=("form",) if small else None)[
            : SMALL_PAGES if small else None
        ]
        tell(f"ocr: {level}, {len(pages[level])} pages")
        result["levels"][level] = _level(
            level, pages[level], sides, 1 if small else REPEATS, tell
        )
    result["worker"] = {
        _ours_name(profile): one_worker(
            [page.path for page in pages["office"]], profile
        )
        for profile in ((_default_profile(),) if small else profiles())
    }
    if not small:
        tell("ocr: two workers")
        paths = [page.path for level in WEAR_LEVELS for page in pages[level]]
        result["workers"] = two_workers(paths, settings_for(), _default_profile())
        tell("ocr: real scans, other papers")
        result["real_scans"] = _real_scans(sides)
        result["sample_papers"] = _sample_papers(sides)
    return result


def _default_profile() -> str | None:
    return getattr(settings_for().ocr, "profile", None)


def _ours_name(profile: str | None) -> str:
    return f"sohoa {profile}" if profile else "sohoa"


def _sides(peers: bool, with_tesseract: bool) -> Mapping[str, Side]:
    """Everybody who reads, the default profile first, then the base of all ratios."""
    default = _default_profile()
    found: dict[str, Side] = {_ours_name(default): ours(settings_for())}
    if with_tesseract:
        found |= {"tesseract": tesseract, "pytesseract": pytesseract_plain}
    if with_tesseract and public.why_not("ocrmypdf", peers) is None:
        found["ocrmypdf"] = ocrmypdf
    others = [profile for profile in profiles() if profile != default]
    return found | {
        _ours_name(profile): ours(settings_for(profile=profile)) for profile in others
    }


def _level(
    level: str,
    pages: Sequence[OcrPage],
    sides: Mapping[str, Side],
    repeats: int,
    tell: Tell,
) -> dict[str, Any]:
    default = next(iter(sides))
    taking_turns = [name for name in (default, "tesseract") if name in sides]
    runs = {name: _SideRun() for name in sides}
    for name, side in sides.items():
        if name.startswith("sohoa"):
            side(pages[0].path)  # models are loaded once a process
    for lap in range(repeats):
        _pass(
            pages, {name: sides[name] for name in taking_turns}, runs, scored=lap == 0
        )
    for name in sides:
        if name not in taking_turns:
            tell(f"ocr: {level}, {name}")
            _pass(pages, {name: sides[name]}, runs, scored=True)
    found: dict[str, Any] = {
        "pages": len(pages),
        "forms": sum(page.kind == "form" for page in pages),
        "fields": sum(len(page.fields) for page in pages),
        "true_characters": runs[default].total.score.chars,
        "sides": {
            name: run.figures(runs.get("tesseract")) for name, run in runs.items()
        },
    }
    if "pytesseract" in runs:
        found["floor"] = _floor(level, runs["pytesseract"].total)
    return found


def _pass(
    pages: Sequence[OcrPage],
    sides: Mapping[str, Side],
    runs: Mapping[str, _SideRun],
    scored: bool,
) -> None:
    """Read all pages once, the sides by turns,
    so that what else the machine does hits them alike."""
    spent = dict.fromkeys(sides, 0.0)
    for page in pages:
        for name, side in sides.items():
            read = side(page.path)
            spent[name] += read.cpu_s
            if scored:
                runs[name].add(page, read)
    for name, cpu in spent.items():
        runs[name].passes.append(cpu)


def _floor(level: str, plain: Tally) -> dict[str, Any]:
    """What the ordinary tool shows, what it must show, and whether the level counts."""
    cer, fields = FLOORS[level]
    shown = plain.score.cer or 0.0, plain.fields_exact or 0.0
    return {
        "cer": shown[0],
        "cer_at_least": cer,
        "fields_exact": shown[1],
        "fields_exact_at_most": fields,
        "counts": shown[0] >= cer and shown[1] <= fields,
    }


def _real_scans(sides: Mapping[str, Side]) -> dict[str, Any]:
    """CER of each real page by each side, and of all together; once."""
    folder = scans_folder()
    if folder is None:
        return {"skipped": "no folder of real scans here"}
    totals = {name: Tally() for name in sides}
    each: dict[str, dict[str, float | None]] = {}
    with tempfile.TemporaryDirectory() as out:
        pages = real_pages(folder, Path(out))
        for page in pages:
            each[page.name] = {}
            for name, side in sides.items():
                read, one = side(page.path), Tally()
                one.add(page.name, page.lines, (), read)
                totals[name].add(page.name, page.lines, (), read)
                each[page.name][name] = one.score.cer
    return {"pages": each, **_once(totals)}


def _sample_papers(sides: Mapping[str, Side]) -> dict[str, Any]:
    """The generator of sample_scans: one paper of each kind at each level, by ours and the command,
    once."""
    names = [name for name in (next(iter(sides)), "tesseract") if name in sides]
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for level in WEAR_LEVELS:
            totals, kinds = (
                {name: Tally() for name in names},
                dict[str, dict[str, Tally]](),
            )
            for paper in scanned_papers(Path(folder), level):
                for sheet in all_sheets([paper]):
                    for name in names:
                        read = sides[name](sheet.path)
                        for tally in (
                            totals[name],
                            kinds.setdefault(paper.paper.kind, {}).setdefault(
                                name, Tally()
                            ),
                        ):
                            tally.add(
                                sheet.path.stem,
                                sheet.true_lines,
                                sheet.printed_facts,
                                read,
                            )
            found[level] = {
                **_once(totals),
                "kinds": {
                    kind: {name: one.score.cer for name, one in by.items()}
                    for kind, by in kinds.items()
                },
            }
    return found


def _once(totals: Mapping[str, Tally]) -> dict[str, Any]:
    base = totals.get("tesseract")
    return {
        "sides": {
            name: tally.figures()
            | ({"cpu_to_tesseract": ratio(tally.cpu_s, base.cpu_s)} if base else {})
            for name, tally in totals.items()
        }
    }
