"""Fit the trees of matching on drawn worlds: configs/matching/forest.json.

    .venv/bin/python -m training.fit_matching --worlds 18 --out configs/matching/forest.json

Needs lightgbm (for fitting only). Every world has its own people, papers and outsiders, drawn by
its seed; the named worlds and `query_noise` are kept for judging and not fitted on.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.config import CONFIGS
from pipeline.match.decision.decide import best_candidates
from pipeline.match.decision.weighing import REACH, Weighed, weigh
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register, open_register
from pipeline.match.register.build import build_register
from pipeline.match.training.threshold import threshold_for
from pipeline.match.weights.features import FEATURES
from schemas.linkage import Citizen
from synthetic.people.other_people import other_people
from synthetic.people.query_noise import Truth
from synthetic.people.register import make_register
from synthetic.people.worlds import drawn_world, papers

_BATCH = 512
_STRANGERS = 12_000
# Bits from which on a candidate leaves little doubt.
_PLAIN = 40.0
_LEAD = [f.name for f in FEATURES].index("lead")
_EASY, _THINNED = 3.7, 1 / 8
_SHARES = (0.0002, 0.0005, 0.001, 0.01, 0.1, 0.5)
_NEAR = 4.0
_BITS = 1 / np.log(2)
# Outsiders who resemble somebody count more than worlds have of them, so that the links hold in
# worlds that have many.
_WEIGHTS = {
    "local_namesake": 6.0,
    "twin": 4.0,
    "same_name": 3.0,
    "namesake": 2.0,
    "sibling": 2.0,
}
# Namesakes on papers with neither number nor commune look like anybody: how many there are is the
# world's affair alone.
_BARE_NAMESAKE = 3.0
_GIVEN, _PLACE = (
    [f.name for f in FEATURES].index(name) for name in ("number_given", "place_level")
)
_SIMILAR_COMMUNE = 3


@dataclass(frozen=True, slots=True)
class Pairs:
    """Evidence on shortlisted pairs, whether each is one person, and what it counts."""

    evidence: Any
    same: Any
    weight: Any


def drawn_cases(
    rows: int, papers_each: int, seeds: list[int], sharing: int, folder: Path
) -> Iterator[tuple[Register, list[Truth]]]:
    """A register with some worlds' papers each; `sharing` worlds share a register, every second
    register is of the other population."""
    for start in range(0, len(seeds), sharing):
        people = make_register(rows + _STRANGERS, seeds[start]).table
        if start // sharing % 2:
            people = other_people(people, seeds[start])
        source, place = folder / "people.parquet", folder / f"R{seeds[start]}"
        pq.write_table(people.slice(0, rows), source)
        build_register(source, place)
        register = open_register(place)
        strangers = _citizens(people, list(range(rows, rows + _STRANGERS)))
        for seed in seeds[start : start + sharing]:
            rng = Random(seed)
            registered = _citizens(people, rng.choices(range(rows), k=papers_each))
            rng.shuffle(strangers)
            yield (
                register,
                papers(drawn_world(seed), registered, strangers, papers_each, seed),
            )


def _citizens(people: pa.Table, rows: list[int]) -> list[Citizen]:
    return [Citizen(**row) for row in people.take(rows).to_pylist()]


def evidence_of(register: Register, cases: list[Truth]) -> Pairs:
    """Evidence on every shortlisted pair of the papers, in the first pass of the search, and in the
    second of those that the first leaves with little weight."""
    parts = []
    for start in range(0, len(cases), _BATCH):
        batch = cases[start : start + _BATCH]
        weighed = weigh(
            prepare([c.query for c in batch], register), register, wide=False
        )
        parts.append(_pairs(weighed, batch, register))
        heavy = weighed.scored.weight >= _PLAIN
        plain = set(weighed.candidates.query[heavy].tolist())
        unsure = [c for i, c in enumerate(batch) if i not in plain]
        if unsure:
            wide = weigh(
                prepare([c.query for c in unsure], register), register, wide=True
            )
            parts.append(_pairs(wide, unsure, register))
    return _joined(parts)


def _joined(parts: list[Pairs]) -> Pairs:
    return Pairs(
        np.concatenate([p.evidence for p in parts]),
        np.concatenate([p.same for p in parts]),
        np.concatenate([p.weight for p in parts]),
    )


def _pairs(weighed: Weighed, cases: list[Truth], register: Register) -> Pairs:
    truth = np.array([int(c.citizen_id or 0) for c in cases], np.uint64)
    chosen, found = weighed.shortlist.pairs, weighed.candidates
    same = register["citizen_id"][found.row[chosen]] == truth[found.query[chosen]]
    asked, told = found.query[chosen], weighed.evidence
    weights = np.array([_WEIGHTS.get(c.sort, 1.0) for c in cases])[asked]
    namesakes = np.array([c.sort == "namesake" for c in cases])[asked]
    bare = (told[:, _GIVEN] == 0) & (told[:, _PLACE] < _SIMILAR_COMMUNE)
    weights[namesakes & bare] = _BARE_NAMESAKE
    return Pairs(told, same, weights)


def fitted(pairs: Pairs, trees: int, leaves: int, rate: float) -> Any:
    """Boosted trees with the features' ways held; of the pairs that a few trees already tell apart,
    one in seven stands for all."""
    rng = np.random.default_rng(0)
    near = pairs.evidence[:, _LEAD] > -REACH
    evidence, same, weight = pairs.evidence[near], pairs.same[near], pairs.weight[near]
    some = rng.random(len(same)) < 0.1
    rough = _boosted(evidence[some], same[some], weight[some], 40, leaves, rate)
    easy = np.abs(rough.predict(evidence, raw_score=True)) > _EASY
    kept = ~easy | (rng.random(len(same)) < _THINNED)
    weight = weight * np.where(easy, 1 / _THINNED, 1.0)
    return _boosted(evidence[kept], same[kept], weight[kept], trees, leaves, rate)


def _boosted(
    evidence: Any, same: Any, weight: Any, trees: int, leaves: int, rate: float
) -> Any:
    import lightgbm

    return lightgbm.train(
        {
            "objective": "binary",
            "learning_rate": rate,
            "num_leaves": leaves,
            "max_depth": 8,
            "min_data_in_leaf": 40,
            "lambda_l2": 2.0,
            "max_bin": 127,
            "monotone_constraints": [f.way for f in FEATURES],
            "feature_fraction": 0.6,
            "bagging_fraction": 0.8,
            "bagging_freq": 1,
            "seed": 1,
            "num_threads": 1,
            "deterministic": True,
            "verbosity": -1,
        },
        lightgbm.Dataset(evidence, same.astype(np.float32), weight=weight),
        trees,
    )


def as_file(booster: Any, source: str) -> dict[str, Any]:
    """What `pipeline.match.weights.forest` reads."""
    trees, start = [], 0.0
    for tree in booster.dump_model()["tree_info"]:
        nodes: list[dict[str, Any]] = []
        _add(tree["tree_structure"], nodes)
        start += nodes[0]["bits"]
        trees.append({name: [n[name] for n in nodes] for name in nodes[0]})
        # Leaves are told from the root on, which stands for what is expected of any pair.
        trees[-1]["bits"] = [round(b - nodes[0]["bits"], 5) for b in trees[-1]["bits"]]
    return {
        "source": source,
        "date": datetime.now(UTC).date().isoformat(),
        "features": [f.name for f in FEATURES],
        "start_bits": round(start, 5),
        "trees": trees,
    }


def _add(node: dict[str, Any], nodes: list[dict[str, Any]]) -> int:
    number = len(nodes)
    leaf = "leaf_value" in node
    value = node["leaf_value"] if leaf else node["internal_value"]
    made = {
        "feature": -1,
        "threshold": 0.0,
        "left": 0,
        "right": 0,
        "bits": value * _BITS,
    }
    nodes.append(made)
    if not leaf:
        # The program compares in 32 bits.
        made.update(
            feature=node["split_feature"],
            threshold=float(np.float32(node["threshold"])),
        )
        made["left"] = _add(node["left_child"], nodes)
        made["right"] = _add(node["right_child"], nodes)
    return number


def judged(register: Register, cases: list[Truth]) -> tuple[Any, Any]:
    """Log odds of each paper's best candidate, and whether it is the right person."""
    odds, right = [], []
    for start in range(0, len(cases), _BATCH):
        batch = cases[start : start + _BATCH]
        for query, bits, row in best_candidates([c.query for c in batch], register):
            odds.append(bits)
            right.append(register.citizen_id(row) == batch[query].citizen_id)
    return np.array(odds), np.array(right, bool)


def main() -> None:
    """Draw, fit and write; or, with `--judge`, print the thresholds that other drawn worlds ask
    for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--papers", type=int, default=14_000)
    parser.add_argument("--worlds", type=int, default=18)
    parser.add_argument("--sharing", type=int, default=18)
    parser.add_argument("--seed", type=int, default=3001)
    parser.add_argument("--trees", type=int, default=170)
    parser.add_argument("--leaves", type=int, default=24)
    parser.add_argument("--rate", type=float, default=0.09)
    parser.add_argument(
        "--out", type=Path, default=CONFIGS / "matching" / "forest.json"
    )
    parser.add_argument("--judge", action="store_true")
    options = parser.parse_args()
    seeds = list(range(options.seed, options.seed + options.worlds))
    with tempfile.TemporaryDirectory() as folder:
        cases = drawn_cases(
            options.rows, options.papers, seeds, options.sharing, Path(folder)
        )
        if options.judge:
            _print_thresholds([judged(*case) for case in cases])
            return
        parts = [evidence_of(*case) for case in cases]
    pairs = _joined(parts)
    source = (
        f"{options.worlds} drawn worlds (seeds {seeds[0]} to {seeds[-1]}) of {options.papers} "
        f"papers each, {options.rows} people; {len(pairs.same)} pairs; lightgbm"
    )
    booster = fitted(pairs, options.trees, options.leaves, options.rate)
    text = json.dumps(as_file(booster, source)).replace('{"feature"', '\n{"feature"')
    options.out.write_text(text + "\n", encoding="utf-8")


def _print_thresholds(worlds: list[tuple[Any, Any]]) -> None:
    odds, right = (np.concatenate(part) for part in zip(*worlds, strict=True))
    for share in _SHARES:
        least = threshold_for(odds, right, share)
        if least is not None:
            each = [f"{np.mean(~r[o >= least]):.5f}" for o, r in worlds]
            print(f"{share}: {least:.2f} bits; false in each world: {', '.join(each)}")
    near = np.abs(odds) < _NEAR
    predicted = 1 / (1 + np.exp2(-odds[near]))
    print(
        f"of {near.sum()} near: predicted {predicted.mean():.3f}, right {right[near].mean():.3f}"
    )


if __name__ == "__main__":
    main()
