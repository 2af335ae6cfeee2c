"""What a paper says and what was made of it, fact by fact: compared in one way for real and made-up
papers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from benchmarks.bounds import lower_bound
from benchmarks.fields.reliability import bands, diagram
from benchmarks.scoring import normal
from schemas.record import DocumentRecord

_NOTATION = re.compile(r"^\W*\d+(?:[a-zđ](?=\s*[/-]))?")
_ABOUT = re.compile(r"^\W*(?:v/v|về việc)\W*", re.IGNORECASE)
_SAME_SUBJECT = 96.0
# Two names for one kind of page: a list that is an annex, a page that goes on.
ALIKE = {"phu_luc": {"danh_sach"}, "danh_sach": {"phu_luc"}, "continuation": {"other"}}
FACTS = (
    "type",
    "number",
    "notation",
    "issued_date",
    "place",
    "issuer",
    "subject",
    "signer_name",
)


class Outcome(StrEnum):
    """What became of a fact. `ACCEPTED`: wrong, and nobody is asked; `EXTRA`: accepted, though the
    page does not say it."""

    RIGHT = "right"
    ASKED = "right_asked"
    REVIEW = "wrong_asked"
    ACCEPTED = "wrong_accepted"
    MISSING = "missing"
    EXTRA = "extra"


KEY = ("number", "notation", "issued_date", "signer_name")
_GOOD = {Outcome.RIGHT, Outcome.ASKED}
_RELIED_ON = {Outcome.RIGHT, Outcome.ACCEPTED, Outcome.EXTRA}
_UNKNOWN_TYPES = {"other", "continuation"}


@dataclass(frozen=True, slots=True)
class Told:
    """One fact: its name, whether its digits are by hand, true and given value, what became of
    it."""

    page: str
    name: str
    handwritten: bool
    true: str
    given: str | None
    confidence: float
    outcome: Outcome


def notation(number: str) -> str:
    """What follows the digits: `QĐ-UBND` of `123/QĐ-UBND`."""
    digits = _NOTATION.match(number)
    rest = number[digits.end() :] if digits else number
    return re.sub(r"\s", "", rest).strip("/-–. ").upper()


def compare(
    page: str,
    true: Mapping[str, str | None],
    by_hand: Iterable[str],
    record: DocumentRecord,
    sure_type: float,
) -> list[Told]:
    """Every fact of the truth, and accepted values for facts that the page does not have.

    Args:
        page: a name for the list.
        true: facts by name (`FACTS`); None where the page has none.
        by_hand: names of facts whose digits are written by hand.
        record: what was made of the page.
        sure_type: confidence from which nobody looks at the type.
    """
    given = {
        f.name: (f.value, f.confidence, not f.needs_review)
        for f in record.fields
        if f.role is None
    }
    # A paper of no known type goes to a person, and one whose type is not sure.
    known = (
        record.document_type != "other" and record.document_type_confidence >= sure_type
    )
    given["type"] = (record.document_type, record.document_type_confidence, known)
    if "number" in given and given["number"][0]:
        given["notation"] = (notation(given["number"][0]), *given["number"][1:])
    told = []
    hands = set(by_hand)
    for name in FACTS:
        meant = true.get(name)
        value, confidence, accepted = given.get(name, (None, 0.0, False))
        outcome = _outcome(name, meant, value, accepted)
        if outcome is not None:
            told.append(
                Told(page, name, name in hands, meant or "", value, confidence, outcome)
            )
    return told


def _outcome(
    name: str, meant: str | None, value: str | None, accepted: bool
) -> Outcome | None:
    if meant is None:
        return Outcome.EXTRA if value and accepted and name != "notation" else None
    if not value:
        return Outcome.MISSING
    if same(name, meant, value):
        return Outcome.RIGHT if accepted else Outcome.ASKED
    return Outcome.ACCEPTED if accepted else Outcome.REVIEW


def same(name: str, true: str, given: str) -> bool:
    """Whether two values say the same, case, spaces and punctuation aside; letters with their
    marks."""
    if name == "type":
        return given == true or given in ALIKE.get(true, ())
    if name == "subject":
        left, right = (_plain(_ABOUT.sub("", text)) for text in (true, given))
        return fuzz.ratio(left, right) >= _SAME_SUBJECT
    return _plain(true) == _plain(given)


def _plain(text: str) -> str:
    # `Uỷ` and `Ủy`, `Hoà` and `Hòa` are one word in two spellings.
    text = normal(text).lower().replace("uỷ", "ủy").replace("hoà", "hòa")
    return re.sub(r"[\W_]", "", text)


def figures(told: Iterable[Told]) -> dict[str, dict[str, int]]:
    """Counts of outcomes by fact; printed ones and those by hand apart."""
    table: dict[str, Counter[str]] = {}
    for one in told:
        key = f"{one.name}, by hand" if one.handwritten else one.name
        table.setdefault(key, Counter())[one.outcome.value] += 1
    return {key: dict(counts) for key, counts in table.items()}


def _asked(told: Sequence[Told]) -> Iterator[str]:
    """How many printed facts a person is asked about though they are right, and what may be relied
    on. The notation of a number by hand is no question of its own (both are one field), nor is the
    type of a page of no known type, which always goes to a person."""
    by_hand = {t.page for t in told if t.handwritten and t.name == "number"}
    own = [
        t
        for t in told
        if not t.handwritten
        and t.outcome is not Outcome.EXTRA
        and not (t.name == "notation" and t.page in by_hand)
        and not (t.name == "type" and t.true in _UNKNOWN_TYPES)
    ]
    for kind, chosen in (
        ("all", own),
        ("number, notation, date, signer", [t for t in own if t.name in KEY]),
    ):
        asked = sum(t.outcome is Outcome.ASKED for t in chosen)
        share = asked / max(1, len(chosen))
        yield f"asked though right, {kind}: {asked} of {len(chosen)} ({share:.1%})"
    accepted = [t for t in told if t.outcome in _RELIED_ON and not t.handwritten]
    right = sum(t.outcome is Outcome.RIGHT for t in accepted)
    bound = lower_bound(right, len(accepted))
    yield f"of the accepted {right} of {len(accepted)} are right: at least {bound:.2%}"


def lines(told: Sequence[Told], every: bool = False) -> Iterator[str]:
    """Figures by fact, a total of the printed ones, and each fact that is not right."""
    table = figures(told)
    for key in sorted(table):
        counts = Counter(table[key])
        all_ = sum(counts.values()) - counts[Outcome.EXTRA]
        good = counts[Outcome.RIGHT] + counts[Outcome.ASKED]
        yield (
            f"{key:22s} {good:4d}/{all_:4d} right, asked {counts[Outcome.ASKED]:3d}; wrong: "
            f"accepted {counts[Outcome.ACCEPTED]}, asked {counts[Outcome.REVIEW]}; missing "
            f"{counts[Outcome.MISSING]}; extra {counts[Outcome.EXTRA]}"
        )
    yield from _asked(told)
    for kind, chosen in (
        ("printed", [t for t in told if not t.handwritten]),
        ("by hand", [t for t in told if t.handwritten]),
    ):
        outcomes = Counter(t.outcome for t in chosen)
        all_ = outcomes.total() - outcomes[Outcome.EXTRA]
        good = outcomes[Outcome.RIGHT] + outcomes[Outcome.ASKED]
        accepted = (
            outcomes[Outcome.RIGHT]
            + outcomes[Outcome.ACCEPTED]
            + outcomes[Outcome.EXTRA]
        )
        bad = outcomes[Outcome.ACCEPTED] + outcomes[Outcome.EXTRA]
        yield (
            f"{kind}: {good}/{all_} = {good / max(1, all_):.1%} right; "
            f"{bad} of {accepted} accepted are wrong; right but asked {outcomes[Outcome.ASKED]}"
        )
    printed = (t for t in told if t.given and not t.handwritten)
    yield from diagram(bands((t.confidence, t.outcome in _GOOD) for t in printed))
    for one in told:
        if every or one.outcome not in {Outcome.RIGHT, Outcome.ASKED}:
            yield (
                f"{one.page}: {one.name} [{one.outcome.value} {one.confidence:.2f}] "
                f"{one.true!r} → {one.given!r}"
            )
