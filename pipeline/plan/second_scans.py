"""A sheet that is on file and was scanned again: known by the coarse print of its ink and by what
is read on it, never by one of them alone. Both scans stay; a person decides."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from pipeline.common.vietnamese.folding import fold
from pipeline.plan.contradictions import SCANNED_TWICE
from pipeline.preprocess.sheet import likeness
from schemas.work import Contradiction, DocumentRows

MIN_LIKENESS = 0.8
"""Of two coarse prints; forms of one kind have it, too: the text decides."""
# Shares of the richer page's words, and of its numbers, that the other page has, too. Forms filled
# in for somebody else, or for another purpose, share their labels and few numbers.
MIN_WORDS, MIN_NUMBERS = 0.7, 0.8
CONTRARY = 50
"""One in so many numbers may stand on each page where the other has quite another one: the second
certificate of one person differs from the first by its serial number alone, a declaration by its
day."""
LEAST_WORDS = 8
"""A page with fewer words says too little."""
LEAST_NUMBERS = 3
"""So does one with fewer numbers: the printed back of a certificate is the same in all of them."""
_LEAST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page: its number, its coarse print and its text."""

    page: int
    print: str
    text: str


def read_pages(rows: DocumentRows) -> tuple[ReadPage, ...]:
    """The pages of a document just made."""
    pages = zip(rows.pages, rows.prints, strict=False)
    return tuple(ReadPage(row.page, print_, row.text) for row, print_ in pages)


def second_scan(
    document_id: str,
    ours: Sequence[ReadPage],
    other_id: str,
    theirs: Sequence[ReadPage],
) -> Contradiction | None:
    """What is to be told of two documents and their pages; None where no sheet is the same."""
    pairs = list(_twins(ours, theirs))
    if not pairs:
        return None
    found, against = ({pair[side] for pair in pairs} for side in (0, 1))
    return Contradiction(
        SCANNED_TWICE, _name(document_id, found), _name(other_id, against)
    )


def may_be_twins(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether any two pages of two documents are alike by their prints."""
    return any(likeness(one, other) >= MIN_LIKENESS for one in ours for other in theirs)


def likeness_keys(rows: DocumentRows) -> tuple[int, ...]:
    """Numbers that a document has in common with others that may hold the same sheets: of its
    dossier, its citizens, its number and notation with the year. They tell nobody which."""
    document = rows.document
    said = [f"dossier {document.dossier_code}"]
    said += [f"citizen {one.citizen_id}" for one in rows.matches if one.citizen_id]
    said += [
        f"citizen {one.value}"
        for one in rows.fields
        if one.name == "citizen_id" and one.value
    ]
    number = "".join(char for char in fold(document.number or "") if char.isalnum())
    if any(map(str.isdigit, number)) and any(map(str.isalpha, number)):
        said.append(f"number {number} {document.issued_year or ''}")
    return tuple(_key(one) for one in dict.fromkeys(said))


def _key(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _twins(
    ours: Sequence[ReadPage], theirs: Sequence[ReadPage]
) -> Iterator[tuple[int, int]]:
    for one in ours:
        for other in theirs:
            alike = likeness(one.print, other.print) >= MIN_LIKENESS
            if alike and _say_the_same(one.text, other.text):
                yield one.page, other.page


def _say_the_same(one: str, other: str) -> bool:
    ours, theirs = (Counter(text.casefold().split()) for text in (one, other))
    if min(ours.total(), theirs.total()) < LEAST_WORDS:
        return False
    more = max(ours.total(), theirs.total())
    return (ours & theirs).total() >= MIN_WORDS * more and _numbers_agree(
        _numbers(ours), _numbers(theirs)
    )


def _numbers(words: Counter[str]) -> Counter[str]:
    """Words with at least two digits, by their letters and digits alone."""
    found: Counter[str] = Counter()
    for word, count in words.items():
        if sum(map(str.isdigit, word)) >= _LEAST_DIGITS:
            found["".join(filter(str.isalnum, word))] += count
    return found


def _numbers_agree(one: Counter[str], other: Counter[str]) -> bool:
    """Whether the numbers of two pages may be those of one sheet, read twice: most are the same or
    nearly so, and none stands on one page in the place of another."""
    if min(one.total(), other.total()) < LEAST_NUMBERS:
        return False
    more = max(one.total(), other.total())
    left = list((other - one).elements())
    alone = 0
    for number in (one - other).elements():
        near = next((each for each in left if _nearly(number, each)), None)
        if near is None:
            alone += 1
        else:
            left.remove(near)
    shared = one.total() - alone
    return min(alone, len(left)) * CONTRARY <= more and shared >= MIN_NUMBERS * more


def _nearly(one: str, other: str) -> bool:
    """Whether one may be the other with a slip of recognition."""
    return Levenshtein.distance(one, other) <= max(1, len(one) // 6)


def _name(document_id: str, pages: set[int]) -> str:
    listed = ", ".join(str(page) for page in sorted(pages))
    return f"{document_id} ({listed})"
