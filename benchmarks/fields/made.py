"""Facts of made-up pages of the second generator:
`python -m benchmarks.fields.made --part test`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np

from benchmarks.fields.facts import FACTS, Told, compare, lines
from pipeline.config import load_settings
from pipeline.extract.document import extract_document
from pipeline.extract.types import document_types
from synthetic.heads import HeadPage, Part, make_page
from synthetic.pages.degrade import WEAR_LEVELS

_SEED = 20261128


def pages(part: Part, level: str, count: int, seed: int = _SEED) -> Iterator[HeadPage]:
    """The fixed pages of a part and level."""
    for number in range(count):
        yield make_page(
            np.random.default_rng(
                [seed, WEAR_LEVELS.index(level), number, part == "test"]
            ),
            part,
            level,
        )


def made_facts(part: Part, level: str, count: int, seed: int = _SEED) -> list[Told]:
    """Every fact of every page, compared."""
    types, settings = document_types(), load_settings(environ={})
    told: list[Told] = []
    for number, page in enumerate(pages(part, level, count, seed)):
        if not page.facts:
            continue  # certificates stand here for the model's sake only
        record = extract_document([page.reading], types, settings)
        facts = {name: page.facts.get(name) for name in FACTS}
        told += compare(
            f"{level} {number}",
            facts,
            page.by_hand,
            record,
            settings.extract.sure_type_confidence,
        )
    return told


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("tuning", "test"), default="test")
    parser.add_argument("--level", choices=WEAR_LEVELS, default="office")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=_SEED, help="of the pages")
    given = parser.parse_args()
    for line in lines(made_facts(given.part, given.level, given.count, given.seed)):
        print(line)


if __name__ == "__main__":
    main()
