"""Extraction: document types and fields against the truth, on what our own recognition read;
seconds a document.

A field of the truth counts as right where role, number of the person, name and value are all equal
(NFC, one form of quotes and dashes, single spaces). `wrong`: another value was given;
`wrong_unmarked`: and not marked for review, the costly kind; `missing`: none was given. `extra`:
values given for names and roles of which the paper says nothing. There is no public peer that reads
the fields of these papers.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import peers as public
from benchmarks.fields.reliability import bands, calibration_error
from benchmarks.measure import measured, middle, quantile
from benchmarks.reading import read_sheet
from benchmarks.scoring import normal
from benchmarks.sheets import ScannedPaper, scanned_papers
from pipeline.config import Settings, load_settings
from pipeline.extract.document import extract_document
from pipeline.extract.types import document_types
from schemas.record import DocumentRecord
from synthetic.pages.degrade import WEAR_LEVELS

PAPERS_EACH = 2
_Key = tuple[str | None, int | None, str]
_OUTCOMES = ("right", "wrong", "missing", "wrong_unmarked", "extra")


def extract(*, peers: bool, small: bool, tell: Callable[[str], None]) -> dict[str, Any]:
    """Read and extract the fixed papers at each level."""
    settings = load_settings(environ={})
    levels: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for level in WEAR_LEVELS[1:2] if small else WEAR_LEVELS:
            papers = scanned_papers(Path(folder), level, small=small, each=PAPERS_EACH)
            tell(f"extract: {level}, {len(papers)} papers")
            levels[level] = _level(papers, settings)
    return {
        "levels": levels,
        **public.absent("no public program extracts the fields of these papers"),
    }


def _level(papers: Sequence[ScannedPaper], settings: Settings) -> dict[str, Any]:
    types = document_types()
    by_name: dict[str, Counter[str]] = {}
    by_type: dict[str, Counter[str]] = {}
    spent: list[float] = []
    told: list[tuple[float, bool]] = []
    right_types, mistaken = 0, Counter[str]()
    for scanned in papers:
        pages = [
            read_sheet(sheet, settings, number).reading
            for number, sheet in enumerate(scanned.sheets, start=1)
        ]
        with measured() as took:
            record = extract_document(pages, types, settings)
        spent.append(took.cpu_s)
        kind = scanned.paper.kind
        right_types += record.document_type == kind
        if record.document_type != kind:
            mistaken[f"{kind} as {record.document_type}"] += 1
        for name, outcome in compared(scanned, record):
            by_name.setdefault(name, Counter())[outcome] += 1
            by_type.setdefault(kind, Counter())[outcome] += 1
        told += how_sure(scanned, record)
    return {
        "documents": len(papers),
        "type_right": right_types,
        "types_mistaken": dict(mistaken),
        "fields": _figures(sum(by_name.values(), Counter())),
        "by_name": {name: _figures(by_name[name]) for name in sorted(by_name)},
        "by_type": {name: _figures(by_type[name]) for name in sorted(by_type)},
        "reliability": _reliability(told),
        "cpu_s_per_document": {
            "median": middle(spent),
            "p95": round(quantile(spent, 0.95), 4),
        },
    }


def _reliability(told: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    found = bands(told)
    return {
        "error": round(calibration_error(found), 4),
        "bands": [asdict(band) for band in found],
    }


def how_sure(
    scanned: ScannedPaper, record: DocumentRecord
) -> Iterator[tuple[float, bool]]:
    """(confidence, right) of every value for which there is a truth."""
    truth = {(f.role, f.role_index, f.name): f.value for f in scanned.paper.facts}
    for field in record.fields:
        true = truth.get((field.role, field.role_index, field.name))
        if true is not None and field.value:
            yield field.confidence, normal(field.value) == normal(true)


def compared(scanned: ScannedPaper, record: DocumentRecord) -> list[tuple[str, str]]:
    """(name, outcome) for each fact of the truth, and for each value given beyond it."""
    truth: dict[_Key, str] = {}
    for fact in scanned.paper.facts:
        truth.setdefault((fact.role, fact.role_index, fact.name), fact.value)
    given: dict[_Key, tuple[str, bool]] = {}
    for field in record.fields:
        if field.value:
            given.setdefault(
                (field.role, field.role_index, field.name),
                (field.value, field.needs_review),
            )
    outcomes = []
    for key, value in truth.items():
        found, marked = given.pop(key, (None, False))
        if found is None:
            outcomes.append((key[2], "missing"))
        elif normal(found) == normal(value):
            outcomes.append((key[2], "right"))
        else:
            outcomes.append((key[2], "wrong"))
            if not marked:
                outcomes.append((key[2], "wrong_unmarked"))
    return outcomes + [(name, "extra") for _, _, name in given]


def _figures(counts: Counter[str]) -> dict[str, Any]:
    told = counts["right"] + counts["wrong"] + counts["missing"]
    return {
        "facts": told,
        "accuracy": round(counts["right"] / told, 4) if told else None,
        **{name: counts[name] for name in _OUTCOMES},
    }
