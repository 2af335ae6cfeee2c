"""Splink 4 on the same register and queries, trained by EM without labels: the peer of the matching
benchmark."""

from __future__ import annotations

import logging
import os
import random
import time
from typing import Any

import pyarrow as pa

from pipeline.match.normal import fold, number_digits, place_key, read_date
from pipeline.match.register import Register
from schemas.linkage import Citizen, PersonQuery
from synthetic.people.query_noise import Truth

_RULES = (
    "citizen_id",
    "old_id",
    ("name", "birth"),
    ("name", "year"),
    ("name", "commune"),
    ("birth", "given"),
    "tail",
)


def splink_result(
    register: Register, cases: list[Truth], least: float = 0.999
) -> dict[str, Any]:
    """Link each query to its best row where Splink's probability is `least` or more; count as for
    ours.

    The threshold is Splink's own probability, not one fitted to the truth. Needs splink 4 and
    duckdb.
    """
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    rows = [_row(str(i), register.citizen(i)) for i in range(len(register))]
    asked = [_row(str(i), case.query) for i, case in enumerate(cases)]
    rules = [block_on(*((rule,) if isinstance(rule, str) else rule)) for rule in _RULES]
    began, used = time.perf_counter(), os.times()
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
    linker = Linker(
        [pa.Table.from_pylist(asked), pa.Table.from_pylist(rows)], settings, DuckDBAPI()
    )
    random.seed(0)
    linker.training.estimate_probability_two_random_records_match(rules[:3], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=0)
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on("name", "birth")
    )
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on("citizen_id")
    )
    predicted = linker.inference.predict(
        threshold_match_probability=0.01
    ).as_record_dict()
    seconds, now = time.perf_counter() - began, os.times()
    best: dict[int, tuple[float, int]] = {}
    for pair in predicted:
        query, row = int(pair["unique_id_l"]), int(pair["unique_id_r"])
        best[query] = max(best.get(query, (0.0, -1)), (pair["match_probability"], row))
    links = {
        q: register.citizen_id(row)
        for q, (chance, row) in best.items()
        if chance >= least
    }
    right = sum(cases[q].citizen_id == found for q, found in links.items())
    known = sum(case.citizen_id is not None for case in cases)
    cpu = now.user + now.system - used.user - used.system
    return {
        "splink_probability": least,
        "links": len(links),
        "false_links": len(links) - right,
        "precision": right / len(links) if links else None,
        "recall": right / known,
        "review": sum(q not in links for q in best) / len(cases),
        "seconds": round(seconds, 2),
        "records_per_cpu_second": round(len(cases) / cpu, 1),
    }


def _row(unique_id: str, person: PersonQuery | Citizen) -> dict[str, str | None]:
    name = fold(person.full_name or "")
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
        "commune": place_key(person.commune_name) or None,
    }
