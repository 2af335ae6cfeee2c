"""The people and papers of a trial: a register's table, written in parts, and noisy queries with
their truth."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.linkage import Citizen
from synthetic.people.other_people import other_people
from synthetic.people.query_noise import NATURAL, STRESS, Truth, noisy_queries
from synthetic.people.register import make_register
from synthetic.people.worlds import NAMED, papers

_MIXES = {"stress": STRESS, "natural": NATURAL}
MIXES = (*_MIXES, *NAMED)
_PART = 10_000_000
_SERIALS = 1_000_000
_OLD_NUMBERS = 1_000_000_000
# Has no factor in common with the number of serials, so that each is dealt once.
_STEP = 387_421
_LEAST_STRANGERS = 100


@dataclass(frozen=True, slots=True)
class Trial:
    """Sizes and seed. `queries` are those of each of the `mixes` (of MIXES), 20 % of them about
    people who are not in the register; `others`: people of the other population
    (`synthetic.people.other_people`). Thresholds must come from another seed."""

    rows: int
    queries: int
    seed: int
    mixes: tuple[str, ...]
    others: bool = False


def write_people(trial: Trial, source: Path) -> dict[str, list[Truth]]:
    """Write the register's table (Parquet) and give each mix's queries.

    More than ten million people are written in parts of ten million, so that one part at a time is
    in memory; queries speak of the first part's people, the others are made from these
    (`other_bearers`).
    """
    cases: dict[str, list[Truth]] = {}
    writer: pq.ParquetWriter | None = None
    for part, (people, rows) in enumerate(_parts(trial)):
        if writer is None:
            writer = pq.ParquetWriter(source, people.schema)
        writer.write_table(people.slice(0, rows))
        if not part:
            cases = {mix: _cases(people, rows, trial, mix) for mix in trial.mixes}
    if writer is not None:
        writer.close()
    return cases


def _parts(trial: Trial) -> Iterator[tuple[pa.Table, int]]:
    """Tables of people, and how many of each are registered; strangers stand behind these in the
    first."""
    left, parts = trial.rows, -(-trial.rows // _PART)
    strangers = max(trial.queries // 4, _LEAST_STRANGERS)
    for part in range(parts):
        rows = min(left, _PART)
        if not part:
            first = make_register(rows + strangers, trial.seed).table
        people = first if not part else other_bearers(first, trial.seed + part)
        if parts > 1:
            people = renumbered(people, part, parts)
        yield (other_people(people, trial.seed) if trial.others else people), rows
        left, strangers = left - rows, 0


def other_bearers(people: pa.Table, seed: int) -> pa.Table:
    """As many other people: names go from one to another of the same sex, old numbers are others.
    Far quicker than making them, and as frequent or rare."""
    rng = np.random.default_rng(seed)
    women = np.asarray(pc.equal(people.column("gender"), "F"))
    bearer = np.arange(len(people))
    for sex in (women, ~women):
        bearer[sex] = rng.permutation(bearer[sex])
    names = people.column("full_name").take(pa.array(bearer))
    shift = int(rng.integers(_OLD_NUMBERS))
    old = pc.cast(people.column("old_id"), pa.int64())
    moved = (np.asarray(pc.fill_null(old, 0)) + shift) % _OLD_NUMBERS
    texts = pc.utf8_lpad(pc.cast(pa.array(moved), pa.string()), 9, "0")
    changed = {
        "full_name": names,
        "old_id": pc.if_else(pc.is_valid(old), texts, pa.scalar(None, pa.string())),
    }
    for name, column in changed.items():
        people = people.set_column(people.schema.get_field_index(name), name, column)
    return people


def renumbered(people: pa.Table, part: int, parts: int) -> pa.Table:
    """The people of one part with numbers that no other part has: the first six digits stay, the
    last six are dealt out among the parts.

    Raises:
        ValueError: a province has too many people of one sex and year.
    """
    at = people.schema.get_field_index("citizen_id")
    numbers = np.asarray(people.column(at).cast(pa.int64()))
    order = np.argsort(numbers)
    head = numbers[order] // _SERIALS
    first = np.flatnonzero(np.diff(head, prepend=-1))
    place = np.arange(len(head)) - np.repeat(first, np.diff(first, append=len(head)))
    if int(place.max(initial=0)) * parts + part >= _SERIALS:
        raise ValueError("more people than serial numbers")
    dealt = np.empty_like(numbers)
    dealt[order] = head * _SERIALS + (place * parts + part) * _STEP % _SERIALS
    texts = pc.utf8_lpad(pc.cast(pa.array(dealt), pa.string()), 12, "0")
    return people.set_column(at, "citizen_id", texts)


def _cases(people: pa.Table, rows: int, trial: Trial, mix: str) -> list[Truth]:
    """Queries with their truth; those of `people` from row `rows` on are not in the register."""
    count, seed = trial.queries, trial.seed
    registered = _citizens(people, random.Random(seed).choices(range(rows), k=count))
    unknown = _citizens(people, range(rows, len(people)))
    if mix in NAMED:
        return papers(NAMED[mix], registered, unknown, count, seed)
    return noisy_queries(registered, unknown, count, seed, _MIXES[mix])


def _citizens(people: pa.Table, rows: Sequence[int]) -> list[Citizen]:
    return [Citizen(**row) for row in people.take(list(rows)).to_pylist()]
