"""A linear-chain model (conditional random field) evaluated in numpy: which sequence of parts the
lines of a page most likely are, and how sure each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chain:
    """Weights: `states` (n labels,) of each feature, `moves` (n labels, n labels) from label to
    label."""

    labels: tuple[str, ...]
    states: dict[str, Floats]
    moves: Floats

    def label(self, seen: Sequence[Sequence[str]]) -> list[tuple[str, float]]:
        """The most probable label of each place with its marginal probability."""
        if not seen:
            return []
        scores = self._scores(seen)
        path = self._best(scores)
        marginals = self._marginals(scores)
        return [(self.labels[at], float(marginals[n, at])) for n, at in enumerate(path)]

    def _scores(self, seen: Sequence[Sequence[str]]) -> Floats:
        scores = np.zeros((len(seen), len(self.labels)))
        for n, names in enumerate(seen):
            for name in names:
                weights = self.states.get(name)
                if weights is not None:
                    scores[n] += weights
        return scores

    def _best(self, scores: Floats) -> list[int]:
        total, back = scores[0], []
        for row in scores[1:]:
            ways = total[:, None] + self.moves
            back.append(ways.argmax(axis=0))
            total = ways.max(axis=0) + row
        path = [int(total.argmax())]
        for choice in reversed(back):
            path.append(int(choice[path[-1]]))
        return path[::-1]

    def _marginals(self, scores: Floats) -> Floats:
        forward, backward = np.zeros_like(scores), np.zeros_like(scores)
        forward[0] = scores[0]
        for n in range(1, len(scores)):
            forward[n] = scores[n] + _log_sum(forward[n - 1][:, None] + self.moves, 0)
        for n in range(len(scores) - 2, -1, -1):
            backward[n] = _log_sum(
                self.moves + (scores[n + 1] + backward[n + 1])[None, :], 1
            )
        together = forward + backward
        return np.exp(together - _log_sum(together, 1)[:, None])


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    return np.squeeze(top, axis) + np.log(np.exp(values - top).sum(axis=axis))
