"""Recognition: CER, WER and CPU a page at three levels of wear, beside `tesseract FILE - -l vie` on the same files.

Ours is all that the page stage does (decode, codes, preparation, recognition, a second reading of doubtful pages), in
one warm process on one core. The peer is one process a page, started anew, since that is how it is called.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import peers as public
from benchmarks.measure import measured, middle, ratio
from benchmarks.reading import read_sheet
from benchmarks.scoring import Score, facts_found, score_page
from benchmarks.sheets import LEVELS, Sheet, all_sheets, scanned_papers
from pipeline import registry
from pipeline.config import Settings, load_settings

REPEATS = 3


@dataclass(slots=True)
class _Tally:
    """What one side came to on one level."""

    score: Score = field(default_factory=Score)
    facts: int = 0
    cpu: list[float] = field(default_factory=list)
    """CPU seconds of each pass over all pages."""
    wall: list[float] = field(default_factory=list)
    stages: dict[str, float] = field(default_factory=dict)
    peak_mb: float = 0.0

    def add_text(self, sheet: Sheet, text: str) -> None:
        """Score the text that was read on a page."""
        self.score += score_page(sheet.true_lines, text)
        self.facts += facts_found(sheet.printed_facts, text)

    def figures(self, pages: int, facts: int) -> dict[str, Any]:
        """The figures of a level; `facts`: how many the pages print."""
        figures: dict[str, Any] = {
            "cer": self.score.cer,
            "wer": self.score.wer,
            "facts_found": round(self.facts / facts, 4) if facts else None,
            "cpu_s_per_page": round(statistics.median(self.cpu) / pages, 3),
            "pages_per_second": round(pages / statistics.median(self.wall), 3),
            "peak_memory_mb": round(self.peak_mb),
        }
        if self.stages:
            figures["stage_seconds_per_page"] = {stage: round(s / pages, 4) for stage, s in self.stages.items()}
        return figures


def ocr(*, peers: bool, small: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    """Read the fixed pages at each level; see the module."""
    settings = load_settings(environ={})
    reason = public.why_no_tesseract(peers)
    levels: dict[str, Any] = {}
    ours_all, peer_all, facts_all = _Tally(), _Tally(), 0
    with tempfile.TemporaryDirectory() as folder:
        for level in LEVELS[1:2] if small else LEVELS:
            sheets = all_sheets(scanned_papers(Path(folder), level, small=small))
            tell(f"ocr: {level}, {len(sheets)} pages")
            ours, peer = _passes(sheets, settings, reason is None, 1 if small else REPEATS)
            facts = sum(len(sheet.printed_facts) for sheet in sheets)
            levels[level] = _beside(ours, peer, len(sheets), facts, reason)
            for total, part in ((ours_all, ours), (peer_all, peer)):
                total.score, total.facts = total.score + part.score, total.facts + part.facts
            facts_all += facts
    return {
        "engine": registry.open_engine(settings.ocr).version,
        "levels": levels,
        "all_levels": {
            name: {"cer": tally.score.cer, "wer": tally.score.wer, "facts_found": round(tally.facts / facts_all, 4)}
            for name, tally in (("ours", ours_all), *((("peer", peer_all),) if reason is None else ()))
        },
        "method": "CER and WER: micro average, NFC, free of reading order (benchmarks/scoring.py); facts: plain search",
    }


def _passes(sheets: Sequence[Sheet], settings: Settings, peer_too: bool, repeats: int) -> tuple[_Tally, _Tally]:
    """Both sides by turns, page by page, so that what else the machine does hits both alike."""
    ours, peer = _Tally(), _Tally()
    read_sheet(sheets[0], settings)  # models are loaded once a process
    with measured(memory=True) as memory:
        for lap in range(repeats):
            spent: list[float] = [0.0, 0.0, 0.0, 0.0]
            for sheet in sheets:
                read = read_sheet(sheet, settings)
                spent[0] += read.took.cpu_s
                spent[1] += read.took.wall_s
                if lap == 0:
                    ours.add_text(sheet, read.reading.ocr.text)
                    for stage, seconds in read.seconds.items():
                        ours.stages[stage] = ours.stages.get(stage, 0.0) + seconds
                if peer_too:
                    run = public.tesseract_text(sheet.path)
                    spent[2] += run.cpu_s
                    spent[3] += run.wall_s
                    peer.peak_mb = max(peer.peak_mb, run.peak_mb)
                    if lap == 0:
                        peer.add_text(sheet, run.stdout)
            ours.cpu.append(spent[0])
            ours.wall.append(spent[1])
            if peer_too:
                peer.cpu.append(spent[2])
                peer.wall.append(spent[3])
    ours.peak_mb = memory.peak_mb
    return ours, peer


def _beside(ours: _Tally, peer: _Tally, pages: int, facts: int, reason: str | None) -> dict[str, Any]:
    result: dict[str, Any] = {
        "pages": pages, "true_characters": ours.score.chars, "facts": facts, "passes": len(ours.cpu),
        "ours": ours.figures(pages, facts),
    }  # fmt: skip
    if reason is not None:
        return {**result, **public.absent(reason)}
    theirs = peer.figures(pages, facts)
    return {
        **result,
        "peer": {"command": "tesseract FILE - -l vie", **theirs},
        "ours_to_peer": {
            key: ratio(result["ours"][key], theirs[key]) for key in ("cer", "wer", "facts_found", "cpu_s_per_page")
        }
        | {"cpu_each_pass": [middle([a / b], 3) for a, b in zip(ours.cpu, peer.cpu, strict=True)]},
    }
