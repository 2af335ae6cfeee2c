"""Citizens' numbers that are accepted without a person, on pages that are read as the batch reads
them: `python -m benchmarks.fields.numbers --papers forms --pages 400`.

`forms`: papers of the types that print most numbers. `others`: the papers in `synthetic/ocr_pages`,
whose wording and layout no type was tuned on. Each page has values, scanner and wear of its own. An
accepted number counts as right if that page prints it for a citizen.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from benchmarks.bounds import lower_bound
from benchmarks.reading import read_picture
from pipeline.config import Settings, load_settings
from pipeline.extract.document import extract_document
from pipeline.extract.types import document_types
from synthetic import make_paper
from synthetic.ocr_pages.notation import Outline, outlines
from synthetic.ocr_pages.scanning import scan_page
from synthetic.ocr_pages.writing import write_paper
from synthetic.pages.degrade import WEAR_LEVELS, WearLevel
from synthetic.pages.items import Paper

_SEED = 20261130
_NUMBERS = frozenset({"citizen_id", "old_id"})
_KINDS = (
    "to_khai",
    "giay_khai_sinh",
    "giay_chung_nhan_ket_hon",
    "trich_luc_khai_sinh",
)
_REPORT_EVERY = 50


class Papers(StrEnum):
    """Where the papers come from."""

    FORMS = "forms"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Page:
    """A scanned page on disk and the citizens' numbers that it prints."""

    path: Path
    level: WearLevel
    printed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Number:
    """A citizen's number that was given for a page."""

    level: WearLevel
    value: str
    accepted: bool
    right: bool


def with_numbers() -> tuple[Outline, ...]:
    """The papers of the other generator's test part that print a citizen's number."""
    return tuple(
        outline
        for outline in outlines("test")
        if any(".id}" in text for _, text in outline.blocks)
    )


def draw_paper(papers: Papers, rng: np.random.Generator) -> Paper:
    """One that prints a citizen's number."""
    if papers is Papers.FORMS:
        return make_paper(_KINDS[int(rng.integers(len(_KINDS)))], rng)
    choice = with_numbers()
    return write_paper(choice[int(rng.integers(len(choice)))], "test", rng)


def draw_pages(folder: Path, papers: Papers, count: int, seed: int) -> Iterator[Page]:
    """First pages of so many papers, levels in turn, written to `folder` one by one."""
    for index in range(count):
        rng = np.random.default_rng([seed, index])
        level = WEAR_LEVELS[index % len(WEAR_LEVELS)]
        paper = draw_paper(papers, rng)
        path = scan_page(paper, 1, level, rng).save(folder, "page")
        printed = frozenset(
            fact.printed.replace(" ", "")
            for fact in paper.facts
            if fact.name in _NUMBERS
        )
        yield Page(path, level, printed)


def given_numbers(page: Page, settings: Settings) -> Iterator[Number]:
    """Read a page; every citizen's number that its fields give."""
    reading = read_picture(page.path, settings).reading
    record = extract_document([reading], document_types(), settings)
    for field in record.fields:
        if field.name in _NUMBERS and field.value:
            accepted = not field.needs_review
            yield Number(page.level, field.value, accepted, field.value in page.printed)


def lines(numbers: list[Number], printed: Counter[str]) -> Iterator[str]:
    """A row for each level and for all."""
    yield "| level | printed | given | accepted | of these wrong | bound |"
    yield "|--|--|--|--|--|--|"
    for level in (*WEAR_LEVELS, "all"):
        those = [one for one in numbers if level in {"all", one.level}]
        accepted = [one for one in those if one.accepted]
        wrong = sum(not one.right for one in accepted)
        bound = lower_bound(len(accepted) - wrong, len(accepted))
        count = printed.total() if level == "all" else printed[level]
        yield (
            f"| {level} | {count:,} | {len(those):,} | {len(accepted):,} | {wrong}"
            f" | {bound:.2%} |"
        )


def main() -> None:
    """Print the table as it grows, and each accepted number that is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Papers, choices=Papers, default=Papers.OTHERS)
    parser.add_argument("--pages", type=int, default=120)
    parser.add_argument("--seed", type=int, default=_SEED)
    given = parser.parse_args()
    settings = load_settings(environ={})
    numbers: list[Number] = []
    printed = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        pages = draw_pages(Path(folder), given.papers, given.pages, given.seed)
        for index, page in enumerate(pages, start=1):
            printed[page.level] += len(page.printed)
            found = list(given_numbers(page, settings))
            numbers += found
            for one in found:
                if one.accepted and not one.right:
                    print(f"wrong: page {index - 1} {one.value} {set(page.printed)}")
            if index % _REPORT_EVERY == 0 or index == given.pages:
                print(f"{index} pages", *lines(numbers, printed), sep="\n", flush=True)


if __name__ == "__main__":
    main()
