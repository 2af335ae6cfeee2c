"""Splink 4 on the same register and queries, trained by EM without labels: the peer of the matching
benchmark."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.matching.sides import cpu_seconds, memory_mb
from pipeline.match.normal import fold, number_digits, place_key, read_date
from schemas.linkage import Citizen, PersonQuery
from synthetic.people.query_noise import Truth

if TYPE_CHECKING:
    from splink import Linker

# What a pair must share to be compared.
_RULES = (
    ("citizen_id",),
    ("old_id",),
    ("name", "birth"),
    ("name", "year"),
    ("name", "commune"),
    ("birth", "given"),
    ("tail",),
)
_FIELDS = ("citizen_id", "old_id", "tail", "name", "given", "birth", "year", "gender")
_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("unique_id", *_FIELDS, "commune")]
)
_BATCH = 50_000
_LISTED = 0.01
_cached_fold = lru_cache(1 << 20)(fold)
_cached_place = lru_cache(1 << 16)(place_key)


def splink_result(
    people: Path, cases: Sequence[Truth], least: float = 0.999
) -> dict[str, Any]:
    """Link each query to its best row where Splink's probability is `least` or more; count as for
    ours.

    The threshold is Splink's own probability, not one fitted to the truth. Making its input is not
    in its time; reading, training and comparing are. Needs splink 4 and duckdb.

    Args:
        people: the register's table (Parquet).
        cases: the queries and their truth.
        least: probability from which on a pair is a link.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    ids = pq.read_table(people, columns=["citizen_id"]).column(0)
    rows = pa.Table.from_batches(_batches(people), _SCHEMA)
    asked = pa.Table.from_pylist(
        [_row(str(i), case.query) for i, case in enumerate(cases)], _SCHEMA
    )
    began, used = time.perf_counter(), cpu_seconds()
    best = _best_rows(_trained(asked, rows))
    seconds, cpu = time.perf_counter() - began, cpu_seconds() - used
    links = {q: ids[r].as_py() for q, (chance, r) in best.items() if chance >= least}
    right = sum(cases[q].citizen_id == found for q, found in links.items())
    sure = [
        (chance, cases[q].citizen_id == ids[r].as_py())
        for q, (chance, r) in best.items()
    ]
    known = sum(case.citizen_id is not None for case in cases)
    return {
        "splink_probability": least,
        "links": len(links),
        "false_links": len(links) - right,
        "precision": right / len(links) if links else None,
        "recall": right / known,
        "recall_at_precision_999": most_right(sure) / known,
        "review": sum(q not in links for q in best) / len(cases),
        "seconds": round(seconds, 2),
        "records_per_cpu_second": round(len(cases) / cpu, 1),
        "peak_mb": memory_mb("VmHWM"),
    }


def most_right(links: Iterable[tuple[float, bool]], least: float = 0.999) -> int:
    """How many right links there are from that probability on which gives most of them at this
    precision: a threshold set on the very answers, so the peer is flattered.

    Args:
        links: probability of each query's best pair, and whether it is right.
        least: the precision that must be kept.
    """
    best = right = seen = 0
    by_chance = groupby(sorted(links, reverse=True), key=itemgetter(0))
    for _, alike in by_chance:
        told = [good for _, good in alike]
        right, seen = right + sum(told), seen + len(told)
        if right >= least * seen:
            best = right
    return best


def _trained(asked: pa.Table, rows: pa.Table) -> Linker:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rules = [block_on(*rule) for rule in _RULES]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.DamerauLevenshteinAtThresholds("citizen_id", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("old_id", [1]),
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88]).configure(
                term_frequency_adjustments=True
            ),
            cl.DamerauLevenshteinAtThresholds("birth", [1]),
            cl.ExactMatch("year"),
            cl.ExactMatch("gender"),
            cl.ExactMatch("commune").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=False,
    )
    database = DuckDBAPI()
    database._con.execute("SET enable_progress_bar = false")
    linker = Linker([asked, rows], settings, database)
    random.seed(0)
    training = linker.training
    training.estimate_probability_two_random_records_match(rules[:3], recall=0.8)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=0)
    for shared in (("name", "birth"), ("citizen_id",)):
        training.estimate_parameters_using_expectation_maximisation(block_on(*shared))
    return linker


def _best_rows(linker: Linker) -> dict[int, tuple[float, int]]:
    """Number of each query with a candidate: its best one's probability and row."""
    predicted = linker.inference.predict(threshold_match_probability=_LISTED)
    best: dict[int, tuple[float, int]] = {}
    for pair in predicted.as_record_dict():
        query, row = int(pair["unique_id_l"]), int(pair["unique_id_r"])
        best[query] = max(best.get(query, (0.0, -1)), (pair["match_probability"], row))
    return best


def _batches(people: Path) -> Iterator[pa.RecordBatch]:
    row = 0
    for batch in pq.ParquetFile(people).iter_batches(_BATCH):
        persons = batch.to_pylist()
        yield pa.RecordBatch.from_pylist(
            [_row(str(row + i), Citizen(**one)) for i, one in enumerate(persons)],
            _SCHEMA,
        )
        row += len(persons)


def _row(unique_id: str, person: PersonQuery | Citizen) -> dict[str, str | None]:
    name = _cached_fold(person.full_name or "")
    year, month, day = read_date(person.birth_date)
    number = number_digits(person.citizen_id)
    return {
        "unique_id": unique_id,
        "citizen_id": number or None,
        "old_id": number_digits(person.old_id) or None,
        "tail": number[-6:] or None,
        "name": name or None,
        "given": name.rpartition(" ")[2] or None,
        "birth": f"{year:04d}-{month:02d}-{day:02d}" if day else None,
        "year": str(year) if year else None,
        "gender": {"Nam": "M", "Nữ": "F"}.get(person.gender or "", person.gender),
        "commune": _cached_place(person.commune_name) or None,
    }
