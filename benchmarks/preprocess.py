"""Preparation: seconds a page, error of the skew, right quarter turns; beside it Tesseract's
orientation test (OSD)."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import peers as public
from benchmarks.measure import measured, middle, quantile, ratio
from benchmarks.sheets import TrueSheet, all_sheets, scanned_papers
from pipeline.config import Settings, load_settings
from pipeline.ingest.pages.page import open_page
from pipeline.preprocess.prepare import prepare
from schemas.imaging import CleanPage
from schemas.received.source import MediaType
from synthetic.pages.degrade import WEAR_LEVELS

REPEATS = 3


def preprocess(
    *, peers: bool, small: bool, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Prepare the fixed pages at each level."""
    settings = load_settings(environ={})
    reason = public.why_no_tesseract(peers)
    levels: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for level in WEAR_LEVELS[1:2] if small else WEAR_LEVELS:
            sheets = all_sheets(scanned_papers(Path(folder), level, small=small))
            tell(f"preprocess: {level}, {len(sheets)} pages")
            levels[level] = _level(sheets, settings, reason)
    return {
        "levels": levels,
        "note": "no OSD is asked here: a doubtful page is read, and turned where the reading is "
        "bad (ocr counts that)",
    }


def _level(
    sheets: Sequence[TrueSheet], settings: Settings, reason: str | None
) -> dict[str, Any]:
    laps: list[float] = []
    clean: list[CleanPage] = []
    with measured(memory=True) as memory:
        for _ in range(REPEATS):
            prepared = [_prepared(sheet, settings) for sheet in sheets]
            laps.append(sum(spent for spent, _ in prepared) / len(sheets))
            clean = [page for _, page in prepared]
    truths = [sheet.truth.geometry for sheet in sheets]
    right = [
        c.geometry.rotation_deg == t.rotation_deg
        for c, t in zip(clean, truths, strict=True)
    ]
    skew = [
        abs(c.geometry.skew_deg - t.skew_deg)
        for c, t, ok in zip(clean, truths, right, strict=True)
        if ok
    ] or [0.0]
    ours: dict[str, Any] = {
        "cpu_s_per_page": middle(laps),
        "turn_right": sum(right),
        "turn_unsure": _unsure(clean),
        "turn_wrong_though_sure": sum(
            not ok and "turned_unsure" not in c.flags
            for c, ok in zip(clean, right, strict=True)
        ),
        "skew_error_deg": {
            "mean": round(statistics.mean(skew), 4),
            "p95": round(quantile(skew, 0.95), 4),
        },
        "peak_memory_mb": round(memory.peak_mb),
    }
    result: dict[str, Any] = {
        "pages": len(sheets),
        "turned_pages": sum(t.rotation_deg != 0 for t in truths),
        "ours": ours,
    }
    if reason is not None:
        return {**result, **public.absent(reason)}
    asked = [public.tesseract_turn(sheet.path) for sheet in sheets]
    peer: dict[str, Any] = {
        "command": "tesseract FILE - --psm 0 -l osd",
        "cpu_s_per_page": round(sum(run.cpu_s for _, run in asked) / len(sheets), 4),
        "turn_right": sum(
            turn == truth.rotation_deg
            for (turn, _), truth in zip(asked, truths, strict=True)
        ),
    }
    return {
        **result,
        "peer": peer,
        "ours_to_peer": {
            "cpu_s_per_page": ratio(ours["cpu_s_per_page"], peer["cpu_s_per_page"])
        },
    }


def _prepared(sheet: TrueSheet, settings: Settings) -> tuple[float, CleanPage]:
    """CPU seconds, and what came of a page, without its pixels."""
    image = open_page(
        sheet.path, MediaType.JPEG, 0, settings.limits, settings.preprocess
    )
    with measured() as took:
        page = prepare(image, settings.preprocess)
    return took.cpu_s, replace(page, pixels=page.pixels[:0])


def _unsure(pages: Sequence[CleanPage]) -> int:
    return sum("turned_unsure" in page.flags for page in pages)
