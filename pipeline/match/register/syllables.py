"""The syllables that registered names are made of: what a misread syllable most likely was, and
whether a given name is one that people bear."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.match.arrays import IntegerArray, StringTable

# From this length on two letters may be wrong.
_LONG = 4
_MOST_KEPT = 100_000
_ABBREVIATED = {
    "v": "van",
    "t": "thi",
    "d": "duc",
    "n": "ngoc",
    "h": "huu",
    "x": "xuan",
}


class Syllables:
    """A register's syllables, the most frequent first; answers are kept.

    Args:
        table: all syllables, folded.
        givens: given names with marks (`normal.given_letters`).
        bearers: how many people bear each of these.
    """

    def __init__(
        self, table: StringTable, givens: StringTable, bearers: IntegerArray
    ) -> None:
        self._table = table
        self._givens, self._bearers = givens, bearers
        self._answers: dict[str, str] = {}

    def likely_name(self, folded: str) -> str:
        """The name with each unknown syllable replaced by the nearest known one, and usual
        abbreviations of middle names written out."""
        first, *others = folded.split()
        written = [_ABBREVIATED.get(s, s) for s in others]
        return " ".join(self._likely(s) for s in (first, *written))

    def borne(self, syllable: str) -> bool:
        """Whether registered names hold this folded syllable."""
        return syllable in self._known

    def given_share(self, letters: str) -> float:
        """Share of the registered people with this given name (`normal.given_letters`); without
        regard to marks where it has none."""
        marked, plain = self._shares
        return (
            plain.get(letters, 0.0) if letters.isascii() else marked.get(letters, 0.0)
        )

    @cached_property
    def _shares(self) -> tuple[dict[str, float], dict[str, float]]:
        names = self._givens.take(np.arange(len(self._givens)))
        share = self._bearers / max(int(self._bearers.sum()), 1)
        marked = dict(zip(names, share.tolist(), strict=True))
        plain: dict[str, float] = {}
        for name, part in marked.items():
            letters = name.encode("ascii", "ignore").decode()
            plain[letters] = plain.get(letters, 0.0) + part
        return marked, plain

    @cached_property
    def _all(self) -> list[str]:
        return self._table.take(np.arange(len(self._table)))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._all)

    def _likely(self, syllable: str) -> str:
        if syllable in self._known or len(syllable) < 2:
            return syllable
        if syllable not in self._answers:
            if len(self._answers) >= _MOST_KEPT:
                self._answers.clear()
            wrong = 2 if len(syllable) >= _LONG else 1
            found = process.extractOne(
                syllable, self._all, scorer=OSA.distance, score_cutoff=wrong
            )
            self._answers[syllable] = str(found[0]) if found else syllable
        return self._answers[syllable]
