"""Years of birth that a paper tells in part: with a digit that can't be read, one that can't be
right, or one that is lacking."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.match.normal import date_parts, read_date

_DIGITS = "0123456789"
_LENGTH = 4
_MOST_UNREAD = 2
# Nobody who is alive was born before; years to come are misread ones.
_FIRST, _LAST = 1900, 2030


class PartYear(NamedTuple):
    """The years that may be meant. `unread`: a digit can't be read, none contradicts."""

    years: tuple[int, ...]
    unread: bool


NO_YEAR = PartYear((), False)


def part_year(text: str | None) -> PartYear:
    """What may be meant by the year of a date whose day and month were read and whose year was not:
    `05/06/194?` → 1940 to 1949; `28/06/1086` → 1986."""
    year, month, day = read_date(text)
    parts = date_parts(text)
    if year or not (month and day) or len(parts) != 3:
        return NO_YEAR
    read = "".join(c if c in _DIGITS else "?" for c in parts[-1])
    if "?" in read:
        wanted = _filled(read) if len(read) == _LENGTH else set()
    else:
        wanted = _one_wrong(read) | _one_more(read)
    return PartYear(
        tuple(sorted(y for y in wanted if _FIRST <= y <= _LAST)), "?" in read
    )


def _filled(read: str) -> set[int]:
    """All years of this pattern."""
    if read.count("?") > _MOST_UNREAD:
        return set()
    texts = [read]
    while "?" in texts[0]:
        texts = [t.replace("?", digit, 1) for t in texts for digit in _DIGITS]
    return set(map(int, texts))


def _one_wrong(read: str) -> set[int]:
    """All years of four digits that differ in one."""
    if len(read) != _LENGTH:
        return set()
    return {
        int(read[:at] + digit + read[at + 1 :])
        for at in range(_LENGTH)
        for digit in _DIGITS
    }


def _one_more(read: str) -> set[int]:
    """All years of which one digit is lacking."""
    if len(read) != _LENGTH - 1:
        return set()
    return {
        int(read[:at] + digit + read[at:]) for at in range(_LENGTH) for digit in _DIGITS
    }
