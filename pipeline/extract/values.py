"""Words and the value read from them, with its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract.confidence import value_probability
from pipeline.extract.rows import Token, box_of
from schemas.geometry import BoundingBox

# Least confidence of what a closed list or another fact confirms, and of its words.
_CONFIRMED, _KNOWN = 0.97, 0.8


@dataclass(frozen=True, slots=True)
class Value:
    """A reading; `confidence` is the probability that it is right. `name` replaces the field's
    name where the value decides it (citizen_id or old_id).

    `weakest` is the least confidence of its words, 0 where one of them is doubtful by its letters.
    `handwritten`: one of its words is no print, or not plainly: a suggestion only. `agreed`:
    something else on the paper, or a closed list, says the same.
    """

    value: str
    raw: str
    confidence: float
    weakest: float
    box: BoundingBox
    page: int
    name: str | None = None
    handwritten: bool = False
    agreed: bool = False


class Words:
    """Tokens as one text with the way back from a span to them."""

    def __init__(self, tokens: Sequence[Token], page: int) -> None:
        self.tokens = tuple(tokens)
        self.page = page
        self._starts: list[int] = []
        at = 0
        for token in self.tokens:
            self._starts.append(at)
            at += len(token.text) + 1
        self.text = " ".join(token.text for token in self.tokens)

    def __bool__(self) -> bool:
        return any(token.folded for token in self.tokens)

    @property
    def letters(self) -> int:
        """How many letters and digits they have."""
        return sum(len(token.folded) for token in self.tokens)

    def select_covered(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that [start, end) of the text touches, those without letters and digits left
        out."""
        return tuple(
            token
            for token, at in zip(self.tokens, self._starts, strict=True)
            if at < end and at + len(token.text) > start and token.folded
        )

    def value(
        self,
        value: str,
        start: int,
        end: int,
        share: float = 1.0,
        name: str | None = None,
        corrected: bool = False,
    ) -> Value | None:
        """A value that stands on [start, end), `corrected` by a list that knows it; None without
        letters."""
        tokens = self.select_covered(start, end)
        if not tokens:
            return None
        sure = min(token.confidence for token in tokens)
        confidence = value_probability(sure, len(tokens)) * share
        weakest = (
            0.0 if any(token.doubtful for token in tokens) and not corrected else sure
        )
        raw = " ".join(token.text for token in tokens)
        by_hand = any(token.handwritten for token in tokens)
        return Value(
            value, raw, confidence, weakest, box_of(tokens), self.page, name, by_hand
        )


def confirm(value: Value) -> Value:
    """A value that something else than the engine's confidence speaks for."""
    sure = max(value.confidence, _CONFIRMED)
    return replace(
        value, confidence=sure, weakest=max(value.weakest, _KNOWN), agreed=True
    )
