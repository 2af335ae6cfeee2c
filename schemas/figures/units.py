"""Units as a tree with dates of validity: who belongs to whom, who follows whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property


class UnitLevel(StrEnum):
    """A level of units, the highest first."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class TreeUnit:
    """A unit; `valid_from` and `valid_until` are its first and last day, None where open.

    `successors`: the units that took over what it had, when it ended.
    """

    code: str
    name: str
    level: str
    parent: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    successors: tuple[str, ...] = ()

    def is_valid(self, day: date) -> bool:
        """Whether the unit was there on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class UnitTree:
    """All units by code."""

    units: Mapping[str, TreeUnit]

    @classmethod
    def of(cls, units: Iterable[TreeUnit]) -> UnitTree:
        """A tree of these units."""
        return cls({unit.code: unit for unit in units})

    @cached_property
    def lineages(self) -> tuple[tuple[TreeUnit, ...], ...]:
        """Units that follow one another, each set with all that are bound by a succession.

        A unit that was split has several successors: what it had can't be divided among them
        without guessing, so sums are made over the whole set. Units without a succession stand in
        none.
        """
        beside: defaultdict[str, set[str]] = defaultdict(set)
        for unit in self.units.values():
            for successor in unit.successors:
                beside[unit.code].add(successor)
                beside[successor].add(unit.code)
        found, seen = [], set[str]()
        for code in sorted(beside):
            if code not in seen:
                bound = _reach(code, beside)
                seen |= bound
                found.append(self._in_order(bound))
        return tuple(found)

    def subtree(self, code: str) -> tuple[TreeUnit, ...]:
        """A unit with all that belong to it, at whatever depth."""
        beside: defaultdict[str, set[str]] = defaultdict(set)
        for unit in self.units.values():
            if unit.parent is not None:
                beside[unit.parent].add(unit.code)
        return self._in_order(_reach(code, beside))

    def parents(self) -> Iterator[TreeUnit]:
        """The units that others belong to, by code."""
        codes = {unit.parent for unit in self.units.values()}
        yield from (unit for code, unit in sorted(self.units.items()) if code in codes)

    def _in_order(self, codes: Iterable[str]) -> tuple[TreeUnit, ...]:
        """Those that ended first, then by code."""
        units = [self.units[code] for code in codes if code in self.units]
        return tuple(
            sorted(units, key=lambda unit: (unit.valid_until or date.max, unit.code))
        )


def _reach(start: str, beside: Mapping[str, set[str]]) -> set[str]:
    found, left = set[str](), [start]
    while left:
        code = left.pop()
        if code not in found:
            found.add(code)
            left.extend(beside.get(code, ()))
    return found
