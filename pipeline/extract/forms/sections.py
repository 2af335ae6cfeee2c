"""Which person the labels of a form speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.rows import TokenRow
from pipeline.extract.type_file import PersonRule


@dataclass(slots=True)
class Section:
    """One person as a form names it. `order`: how many were opened before;
    `name` once it is known."""

    rule: PersonRule
    order: int
    x0: float
    row: int
    headed: bool
    name: str | None = None


@dataclass(slots=True)
class People:
    """Persons opened so far and those spoken of now: one, or one for each column."""

    rules: Sequence[PersonRule]
    rows: Sequence[TokenRow]
    opened: list[Section] = field(default_factory=list)
    columns: list[Section] = field(default_factory=list)

    def may_open(self, rule: PersonRule) -> bool:
        """Whether a rule has not had its person yet."""
        return rule.repeats or all(section.rule is not rule for section in self.opened)

    def open(self, rule: PersonRule, row: int, x0: float, headed: bool) -> Section:
        """Begin to speak of a person, beside those whose labels stand at the same height."""
        section = Section(rule, len(self.opened), x0, row, headed)
        self.opened.append(section)
        self.columns = sorted(
            [*self._beside(section), section], key=lambda column: column.x0
        )
        return section

    def speak_again(self, section: Section, row: int, x0: float) -> None:
        """Come back to a person named before."""
        section.x0, section.row = x0, row
        self.columns = [section]

    def close(self) -> None:
        """Speak of nobody."""
        self.columns = []

    def at(self, x0: float) -> Section | None:
        """The person whose column holds x0."""
        if not self.columns:
            return None
        slack = 0.03 * self.rows[0].page_width
        left = [column for column in self.columns if column.x0 <= x0 + slack]
        return left[-1] if left else self.columns[0]

    def edges(self, row: int, x0: float) -> tuple[float, float]:
        """Left and right edge of the column that holds x0: those of the page where one person is
        spoken of."""
        width = self.rows[row].page_width
        if len(self.columns) < 2 or x0 < self.columns[0].x0 - 0.05 * width:
            return 0.0, width
        left = max(
            (c.x0 for c in self.columns if c.x0 <= x0 + 0.05 * width),
            default=self.columns[0].x0,
        )
        right = min(
            (c.x0 for c in self.columns if c.x0 > x0 + 0.05 * width), default=width
        )
        return left - 0.01 * width, right

    def find_named(self, name: str, rule: PersonRule | None = None) -> Section | None:
        """A person of that name (and rule)."""
        found = (
            s
            for s in self.opened
            if s.name == name and (rule is None or s.rule.role == rule.role)
        )
        return next(found, None)

    def _beside(self, section: Section) -> list[Section]:
        here = self.rows[section.row]
        return [
            other
            for other in self.columns
            if other.rule is not section.rule
            and self.rows[other.row].page == here.page
            and abs(self.rows[other.row].box.y0 - here.box.y0) < 1.5 * here.height
            and abs(other.x0 - section.x0) > 0.2 * here.page_width
        ]


def role_indices(people: People) -> dict[int, int]:
    """`role_index` of each section by its order: persons of one role counted from 1 as they appear
    on the paper."""
    counted: dict[str, int] = {}
    known: dict[tuple[str, str], int] = {}
    indices: dict[int, int] = {}
    ordered = sorted(people.opened, key=lambda section: section.order)
    for section in ordered:
        role = section.rule.role
        same = known.get((role, section.name)) if section.name else None
        if same is None:
            same = counted[role] = counted.get(role, 0) + 1
            if section.name:
                known[role, section.name] = same
        indices[section.order] = same
    return indices
