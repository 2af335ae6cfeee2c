"""The chain model against sums over all sequences."""

from itertools import pairwise, product

import numpy as np
import pytest

from pipeline.extract.parts.chain import Chain
from pipeline.extract.parts.label import load_chain

RNG = np.random.default_rng(5)
CHAIN = Chain(
    ("a", "b", "c"),
    {name: RNG.normal(size=3) for name in "xyz"},
    RNG.normal(size=(3, 3)),
)
SEEN = [["x"], ["y", "z"], ["unknown"], ["x", "z"]]


def weight(path: tuple[int, ...]) -> float:
    score = sum(
        CHAIN.states[name][at]
        for at, names in zip(path, SEEN, strict=True)
        for name in names
        if name in CHAIN.states
    )
    return float(np.exp(score + sum(CHAIN.moves[a, b] for a, b in pairwise(path))))


def test_best_sequence_and_marginals() -> None:
    weights = {path: weight(path) for path in product(range(3), repeat=len(SEEN))}
    best = max(weights, key=weights.__getitem__)
    told = CHAIN.label(SEEN)
    assert [label for label, _ in told] == ["abc"[at] for at in best]
    for n, (_, sure) in enumerate(told):
        share = sum(w for path, w in weights.items() if path[n] == best[n]) / sum(
            weights.values()
        )
        assert sure == pytest.approx(share)


def test_no_lines_no_labels() -> None:
    assert CHAIN.label([]) == []


def test_the_weights_that_come_along_are_whole() -> None:
    chain = load_chain()
    assert {"NUMBER", "DATE", "ORGAN", "SUBJECT", "NAME", "BODY"} <= set(chain.labels)
    assert chain.moves.shape == (len(chain.labels),) * 2 and len(chain.states) > 200
