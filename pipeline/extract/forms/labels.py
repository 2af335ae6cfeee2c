"""Finding labels of forms (`Họ, chữ đệm, tên người mẹ:`) in rows of read words.

A label is compared with runs of words after folding both (no case, no marks, no spaces), by the
normalised edit similarity of rapidfuzz; so misread letters, lost marks and words run together or
torn apart do not hide it. A colon inside a run speaks against it, one at its end for it. Of labels
that overlap the one that explains most letters wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from pipeline.extract.normalize.text import fold
from pipeline.extract.rows import Token, TokenRow

_ROUGH = 76  # partial similarity below which a row is not looked at for a label
_LEAST = (
    82  # similarity of a label as a whole, where it begins a segment or a colon follows
)
_LEAST_INSIDE = 90  # the same, amid other words …
_LEAST_INSIDE_SHORT = (
    95  # … for labels of up to _FEW letters (`Ông Trịnh` is like `Công trình`)
)
_FEW = 12
_LEAST_MARKED = 78  # similarity with marks that a label without colon needs
_SHORT = 5  # folded labels up to this length must stand exactly
_GAP = 1.7  # in text heights: a wider gap parts two columns, no label runs across it
# Letters that engines take for one another, brought to one of them on both sides of a comparison.
_ALIKE = str.maketrans({"0": "o", "1": "i", "l": "i", "j": "i", "5": "s", "8": "b"})


class Means(StrEnum):
    """What a label announces."""

    OPENS = "opens"  # a person of a section, by name
    HEADS = "heads"  # a section, without a value
    FACT = "fact"  # a fact of the person spoken of
    FIELD = "field"  # a fact of the document
    STOPS = "stops"  # something that is not taken down
    CLOSES = "closes"  # nobody is spoken of any more


@dataclass(frozen=True, slots=True)
class Target:
    """What a label leads to: a section or field by its place in the type's list, or a fact by its
    name."""

    means: Means
    at: int = -1
    fact: str = ""


def look(folded: str) -> str:
    """A folded word as its letters look: `0` as `o`, `l` and `1` as `i`, `rn` as `m`."""
    return folded.translate(_ALIKE).replace("rn", "m").replace("vv", "w")


@dataclass(frozen=True, slots=True)
class Label:
    """A label variant. `spelled`: lower case with marks; `folded`: no marks, no spaces; `last`: its
    last word."""

    spelled: tuple[str, ...]
    folded: str
    last: str
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label found on the tokens [start, end) of a row; `score` 0-1."""

    label: Label
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class LabelBook:
    """All label variants of a document type, those that are short apart."""

    fuzzy: tuple[Label, ...]
    exact: dict[str, Label]
    not_after: frozenset[str]

    @classmethod
    def compile(
        cls, variants: Iterable[tuple[str, Target]], not_after: Iterable[str] = ()
    ) -> LabelBook:
        """Build from (variant, target) pairs; a variant that leads to several targets keeps them in
        this order.

        `not_after`: words after which a short label without colon is none (`phố Bà Triệu`).
        """
        targets: dict[str, list[Target]] = {}
        spelled: dict[str, str] = {}
        for variant, target in variants:
            key = look(fold(variant).replace(" ", ""))
            spelled.setdefault(key, variant.lower())
            if target not in targets.setdefault(key, []):
                targets[key].append(target)
        labels = [
            Label(
                tuple(spelled[key].split()),
                key,
                look(fold(spelled[key]).split()[-1]),
                tuple(meant),
            )
            for key, meant in targets.items()
        ]
        return cls(
            tuple(label for label in labels if len(label.folded) > _SHORT),
            {label.folded: label for label in labels if len(label.folded) <= _SHORT},
            frozenset(word.lower() for word in not_after),
        )


def find_labels(
    rows: Sequence[TokenRow], book: LabelBook
) -> tuple[tuple[LabelHit, ...], ...]:
    """The labels of each row, left to right, none overlapping."""
    texts = [look("".join(token.folded for token in row.tokens)) for row in rows]
    names = [label.folded for label in book.fuzzy]
    near = (
        process.cdist(texts, names, scorer=fuzz.partial_ratio, score_cutoff=_ROUGH)
        if texts and names
        else None
    )
    found: list[tuple[LabelHit, ...]] = []
    for at, row in enumerate(rows):
        hits = _short_hits(row, book)
        for column in near[at].nonzero()[0] if near is not None else ():
            hits.extend(_windows(row.tokens, book.fuzzy[column]))
        found.append(_without_overlap(hits))
    return tuple(found)


def _short_hits(row: TokenRow, book: LabelBook) -> list[LabelHit]:
    """Labels such as `Ông`, `Bà`, `Số`: exact words, with their marks or before a colon."""
    hits: list[LabelHit] = []
    for start in range(len(row.tokens)):
        joined = ""
        for end in range(start + 1, min(start + 4, len(row.tokens) + 1)):
            joined += look(row.tokens[end - 1].folded)
            label = book.exact.get(joined)
            if (
                label is not None
                and row.tokens[start].folded
                and row.tokens[end - 1].folded
            ):
                words = tuple(
                    token.text.strip(".,;:()-").lower()
                    for token in row.tokens[start:end]
                )
                colon = _before_colon(row.tokens, end)
                if colon or (
                    words == label.spelled
                    and _announces(row.tokens, start, end, book.not_after)
                ):
                    hits.append(LabelHit(label, start, end, 1.0))
            if len(joined) > _SHORT or row.tokens[end - 1].ends_label:
                break
    return hits


def _announces(
    tokens: Sequence[Token], start: int, end: int, not_after: frozenset[str]
) -> bool:
    """Whether a short word without colon is a label: no street's name (`phố Bà Triệu`), no part of
    a person's."""
    if tokens[end - 1].text[-1] in ",.;)":
        return False
    if start == 0:
        return True
    before = tokens[start - 1].text
    inside_name = (
        before[0].isupper() and before[-1].isalpha() and tokens[start].text[0].isupper()
    )
    return before.lower() not in not_after and (
        not inside_name or _far_apart(tokens[start - 1], tokens[start])
    )


def _before_colon(tokens: Sequence[Token], end: int) -> bool:
    return tokens[end - 1].ends_label or (end < len(tokens) and tokens[end].text == ":")


def _windows(tokens: Sequence[Token], label: Label) -> list[LabelHit]:
    """All runs of words similar enough to the label."""
    hits: list[LabelHit] = []
    shortest, longest = 0.75 * len(label.folded), 1.3 * len(label.folded)
    for start, first in enumerate(tokens):
        if not first.folded:
            continue
        joined = ""
        for end in range(start, len(tokens)):
            if end > start and (
                _far_apart(tokens[end - 1], tokens[end])
                or _parts(tokens[end - 1], label)
            ):
                break
            if tokens[end].folded.isdecimal():
                break
            joined += tokens[end].folded
            if len(joined) > longest:
                break
            if tokens[end].folded and len(joined) >= shortest:
                score = fuzz.ratio(look(joined), label.folded, score_cutoff=_LEAST)
                if (
                    score
                    and _stands_like_one(tokens, start, end, label, score)
                    and _last_word_fits(tokens, end, label, score)
                ):
                    hits.append(LabelHit(label, start, end + 1, score / 100))
            if tokens[end].ends_label:
                break
    return hits


def _parts(token: Token, label: Label) -> bool:
    """Whether a comma behind a word ends what a label could be (`Mơ, CCCD:` is not `Số CCCD:`)."""
    return token.text.endswith((",", ";")) and not any(
        "," in word for word in label.spelled
    )


def _far_apart(before: Token, after: Token) -> bool:
    height = max(before.box.height, after.box.height)
    return after.box.x0 - before.box.x1 > _GAP * height


def _stands_like_one(
    tokens: Sequence[Token], start: int, end: int, label: Label, score: float
) -> bool:
    """Whether a run without a colon may be a label: nearly exact amid other words, and like it in
    its marks, too.

    (`Nguyễn Quang` is a name, `Nguyên quán` a label.)
    """
    if _before_colon(tokens, end + 1):
        return True
    before = next((token for token in reversed(tokens[:start]) if token.folded), None)
    begins = (
        before is None or _far_apart(before, tokens[start]) or len(before.folded) <= 2
    )
    marked = "".join(token.text for token in tokens[start : end + 1]).lower()
    least = _LEAST_INSIDE_SHORT if len(label.folded) <= _FEW else _LEAST_INSIDE
    return (begins or score >= least) and fuzz.ratio(
        marked, "".join(label.spelled)
    ) >= _LEAST_MARKED


def _last_word_fits(
    tokens: Sequence[Token], end: int, label: Label, score: float
) -> bool:
    """Labels differ at their ends (`người mẹ`, `người cha`): the last word must be like the
    label's, too."""
    last = look(tokens[end].folded)
    if (
        score >= 97
        or last == label.last
        or (score >= 92 and _before_colon(tokens, end + 1))
    ):
        return True
    if len(last) > 1.6 * len(label.last):
        last = last[-len(label.last) :]
    return (
        fuzz.ratio(last, label.last) >= 60
        or fuzz.ratio(last, label.folded) >= score - 1
    )


def _without_overlap(hits: list[LabelHit]) -> tuple[LabelHit, ...]:
    """The best label of each run of words, then the runs that explain most letters;
    left to right."""
    best: dict[tuple[int, int], LabelHit] = {}
    for hit in hits:
        if (hit.start, hit.end) not in best or hit.score > best[
            hit.start, hit.end
        ].score:
            best[hit.start, hit.end] = hit
    kept: list[LabelHit] = []
    for hit in sorted(
        best.values(), key=lambda h: (-len(h.label.folded) * h.score, h.start)
    ):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: hit.start))
