"""The syllables that registered names are made of: what a misread syllable most likely was, and
whether a given name is one that people bear."""

from __future__ import annotations

from functools import cached_property
from itertools import islice, product

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.match.arrays import IntegerArray, StringTable

# From this length on two letters may be wrong.
_LONG = 4
_MOST_KEPT = 100_000
# So many known syllables may stand for an unknown one, so many names for a misread one.
_MOST_MEANT, _MOST_NAMES = 3, 6
# Letters that are read as one, and one that is read as several.
_MERGED = (
    ("rn", "m"),
    ("m", "rn"),
    ("cl", "d"),
    ("nb", "nh"),
    ("nq", "ng"),
    ("pb", "ph"),
    ("tb", "th"),
    ("kb", "kh"),
    ("ui", "ai"),
    ("u", "tr"),
)
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
        self._answers: dict[str, tuple[str, ...]] = {}

    def likely_names(self, folded: str) -> list[str]:
        """Names that may be meant, the likeliest first: each unknown syllable replaced by a near
        known one, usual abbreviations of middle names written out. Not the name itself."""
        first, *others = folded.split() or [""]
        written = [_ABBREVIATED.get(s, s) for s in others]
        meant = product(*(self._meant(s) for s in (first, *written)))
        names = (" ".join(syllables) for syllables in islice(meant, _MOST_NAMES))
        return [name for name in names if name != folded]

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

    def _meant(self, syllable: str) -> tuple[str, ...]:
        """Known syllables that an unknown one may stand for; itself where there are none."""
        if syllable in self._known or len(syllable) < 2:
            return (syllable,)
        if syllable not in self._answers:
            if len(self._answers) >= _MOST_KEPT:
                self._answers.clear()
            self._answers[syllable] = self._near(syllable) or (syllable,)
        return self._answers[syllable]

    def _near(self, syllable: str) -> tuple[str, ...]:
        parted = (
            syllable.replace(read, meant, 1)
            for read, meant in _MERGED
            if read in syllable
        )
        wrong = 2 if len(syllable) >= _LONG else 1
        found = process.extract(
            syllable,
            self._all,
            scorer=OSA.distance,
            score_cutoff=wrong,
            limit=_MOST_MEANT,
        )
        near = (
            *(one for one in parted if one in self._known),
            *(str(one) for one, *_ in found),
        )
        return tuple(dict.fromkeys(near))[:_MOST_MEANT]
