"""Labelled facts of forms: whose they are, and what stands behind each label.

Rows are read from the top. A label that opens a section (`Họ, chữ đệm, tên người mẹ`) makes its
person the one spoken of until the next; two that stand side by side speak of two columns. A value
ends where the next label begins; where nothing follows the label it is sought below, and addresses
may run on over the next rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from pipeline.extract.forms.labels import LabelHit, Means, Target, find_labels
from pipeline.extract.forms.persontable import table_head
from pipeline.extract.forms.regions import LabelPlace, Regions
from pipeline.extract.forms.sections import People, Section, role_indices
from pipeline.extract.kinds import has_family_name, read_value
from pipeline.extract.normalize.text import fold
from pipeline.extract.rows import TokenRow
from pipeline.extract.type_file import GENERIC_NAME, DocumentType, PersonRule
from pipeline.extract.types import DocumentTypes
from pipeline.extract.values import Value, Words
from pipeline.extract.vocabulary import Kind, Vocabulary

_FULL_NAME = "full_name"
_SPECK = 3  # letters and digits below which what stands behind a label is dirt
_RUNNING_ON = ("address", "text", "organ")


@dataclass(frozen=True, slots=True)
class Found:
    """A fact: whose (`role`, `role_index`), its name, the value, and how well the label was read
    (0-1)."""

    role: str | None
    role_index: int | None
    name: str
    value: Value
    label_score: float


class _Reader:
    """The state while rows are read."""

    def __init__(
        self,
        document_type: DocumentType,
        types: DocumentTypes,
        rows: Sequence[TokenRow],
    ) -> None:
        self._type = document_type
        self._vocabulary: Vocabulary = types.vocabulary
        hits = find_labels(rows, types.book(document_type.code))
        words = types.vocabulary
        self._regions = Regions(rows, hits, words.layout.place_units, words.provinces)
        self._honorifics = {
            fold(word).replace(" ", "") for word in types.vocabulary.honorifics
        }
        self._rows = rows
        self.people = People(document_type.persons, rows)
        self.own: dict[str, tuple[Value, float]] = {}
        self.told: dict[tuple[int, str], tuple[Value, float]] = {}

    def read(self) -> None:
        for at, row_hits in enumerate(self._regions.hits):
            if self._persons_in_rows(at):
                continue
            for nth, hit in enumerate(row_hits):
                x0 = self._regions.left(at, hit)
                self._take(LabelPlace(at, nth, hit, *self.people.edges(at, x0)))

    def _persons_in_rows(self, at: int) -> bool:
        """Take down the persons of a table whose head is this row; False where it is none."""
        rule = next((rule for rule in self._type.persons if rule.rows), None)
        head = table_head(self._regions, at) if rule is not None else None
        if rule is None or head is None:
            return False
        for row in range(at + 1, len(self._rows)):
            cells = head.cells(self._regions, row)
            if cells is None:
                break
            words = {
                name: Words(tokens, self._rows[row].page)
                for name, tokens in cells.items()
            }
            value = (
                read_value(words[_FULL_NAME], "name", self._vocabulary)
                if _FULL_NAME in words
                else None
            )
            if value is None or self._known_in_table(value, words):
                continue
            section = self.people.open(rule, row, value.box.x0, headed=False)
            self.people.close()
            self._name(section, value, head.hit)
            for name, cell in words.items():
                self._keep(section, name, cell, head.hit)
        return True

    def _known_in_table(self, name: Value, words: dict[str, Words]) -> bool:
        """Whether a row names somebody of whom the form has spoken: by name, or by number or birth
        date and more."""
        for section in self.people.opened:
            if section.rule.rows or section.name is None:
                continue
            alike = fuzz.ratio(fold(section.name), fold(name.value))
            told = {
                value.value
                for (order, _), (value, _) in self.told.items()
                if order == section.order
            }
            facts = self._vocabulary.facts
            values = (
                read_value(words[f], facts[f].kind, self._vocabulary, True)
                for f in words
                if f in facts
            )
            same = sum(
                value is not None and len(value.value) > 3 and value.value in told
                for value in values
            )
            if alike == 100 or (alike >= 70 and same):
                return True
        return False

    def _take(self, place: LabelPlace) -> None:
        target = self._choose_target(place)
        if target is None:
            return
        match target.means:
            case Means.CLOSES:
                self.people.close()
            case Means.HEADS:
                x0 = self._regions.left(place.row, place.hit)
                self.people.open(
                    self._type.persons[target.at], place.row, x0, headed=True
                )
            case Means.OPENS:
                self._open_by_name(self._type.persons[target.at], place)
            case Means.FIELD:
                rule = self._type.fields[target.at]
                # What is said of the paper itself is not bound to a person's column.
                place = replace(place, left=0.0, right=self._rows[place.row].page_width)
                value = self._value(place, rule.kind, rule.bare_year, rule.value)
                if value is not None:
                    self.own.setdefault(rule.name, (value, place.hit.score))
            case Means.FACT:
                self._fact(target.fact, place)
            case Means.STOPS:
                pass

    def _choose_target(self, place: LabelPlace) -> Target | None:
        """Of several targets of a label the one that makes sense here."""
        targets = place.hit.label.targets
        if self._names_headed_person(place):
            return Target(Means.FACT, fact=_FULL_NAME)
        heads = [target for target in targets if target.means is Means.HEADS]
        if (
            heads
            and self._stands_alone(place)
            and self.people.may_open(self._type.persons[heads[0].at])
        ):
            return heads[0]
        openers = [target for target in targets if target.means is Means.OPENS]
        if openers:
            free = (
                target
                for target in openers
                if self.people.may_open(self._type.persons[target.at])
            )
            return next(free, openers[-1])
        return next(
            (target for target in targets if target.means is not Means.HEADS), None
        )

    def _names_headed_person(self, place: LabelPlace) -> bool:
        """Whether a plain label of a name, or `Ông`, gives the name of somebody that a heading
        announced."""
        label = place.hit.label
        plain = any(
            target == Target(Means.FACT, fact=_FULL_NAME) for target in label.targets
        )
        current = self.people.at(self._regions.left(place.row, place.hit))
        if current is None or not current.headed or current.name is not None:
            return False
        own = any(
            t.means is Means.OPENS and self._type.persons[t.at] is current.rule
            for t in label.targets
        )
        return plain or own or label.folded in self._honorifics

    def _stands_alone(self, place: LabelPlace) -> bool:
        """Whether nothing but the label (and a number before it) is in its segment of the row."""
        row, hit = self._rows[place.row], place.hit
        segment = next(
            part for part in row.segments if row.tokens[hit.start] in part.tokens
        )
        label = row.tokens[hit.start : hit.end]
        return not any(
            len(token.folded) > 3 for token in segment.tokens if token not in label
        )

    def _open_by_name(self, rule: PersonRule, place: LabelPlace) -> None:
        value = self._value(place, "name", False, "after" if rule.prose else "either")
        x0 = self._regions.left(place.row, place.hit)
        everyday = rule.prose or rule.repeats
        if (
            value is not None
            and everyday
            and not has_family_name(value.value, self._vocabulary)
        ):
            return
        if value is not None and (known := self.people.find_named(value.value, rule)):
            self.people.speak_again(known, place.row, x0)
            return
        if not self.people.may_open(rule):
            # Another person of a kind that is not taken down: what follows is not about those
            # known.
            if value is not None:
                self.people.close()
            return
        if value is None and everyday:
            return
        # `GIẤY CHỨNG NHẬN` announces whom a label names further down.
        label = self._rows[place.row].tokens[place.hit.end - 1]
        headed = value is None and not label.ends_label
        self._name(
            self.people.open(rule, place.row, x0, headed=headed), value, place.hit
        )

    def _name(self, section: Section, value: Value | None, hit: LabelHit) -> None:
        if value is not None and section.name is None:
            section.name = value.value
            self.told.setdefault((section.order, _FULL_NAME), (value, hit.score))

    def _fact(self, name: str, place: LabelPlace) -> None:
        columns = self.people.columns
        row = self._rows[place.row]
        # A label left of several columns names the values of all of them.
        if len(columns) > 1 and row.tokens[place.hit.end - 1].box.x1 < columns[0].x0:
            cells = self._regions.cells(place, [column.x0 for column in columns])
            for column, cell in zip(columns, cells, strict=True):
                # Headings are centred over their columns; the cells tell where a column begins.
                column.x0 = cell[0].box.x0 if cell else column.x0
                self._keep(column, name, Words(cell, row.page), place.hit)
            return
        section = self.people.at(
            self._regions.left(place.row, place.hit)
        ) or self._open_unnamed(place)
        if section is not None:
            fact = self._vocabulary.facts[name]
            self._tell(
                section,
                name,
                self._value(place, fact.kind, fact.bare_year, "either"),
                place.hit,
            )

    def _open_unnamed(self, place: LabelPlace) -> Section | None:
        """The form's first person, where its facts begin and the line with its name was not
        read."""
        rule = next(iter(self._type.persons), None)
        if (
            rule is None
            or self.people.opened
            or GENERIC_NAME not in rule.openers
            or rule.prose
        ):
            return None
        return self.people.open(
            rule, place.row, self._regions.left(place.row, place.hit), headed=True
        )

    def _keep(self, section: Section, name: str, words: Words, hit: LabelHit) -> None:
        fact = self._vocabulary.facts[name]
        value = (
            read_value(words, fact.kind, self._vocabulary, fact.bare_year)
            if words
            else None
        )
        self._tell(section, name, value, hit)

    def _tell(
        self, section: Section, name: str, value: Value | None, hit: LabelHit
    ) -> None:
        if name == _FULL_NAME:
            self._name(section, value, hit)
        elif value is not None and name in section.rule.facts:
            self.told.setdefault(
                (section.order, value.name or name), (value, hit.score)
            )

    def _value(
        self, place: LabelPlace, kind: Kind, bare_year: bool, where: str
    ) -> Value | None:
        """The value behind a label; where there is none of its kind, the one below it."""
        words = self._regions.behind(place) if where != "below" else Words((), 0)
        if words and kind in _RUNNING_ON:
            words = self._regions.run_on(place, words)
        value = read_value(words, kind, self._vocabulary, bare_year) if words else None
        if value is None and kind == "date" and words.letters >= _SPECK:
            # Minutes tell their day in running text: `Hôm nay, … ngày 5 tháng 3 / năm 2024`.
            more = self._regions.below(place)
            whole = Words((*words.tokens, *more.tokens), self._rows[place.row].page)
            value = read_value(whole, kind, self._vocabulary) if more else None
        if (
            value is None
            and where != "after"
            and (words.letters < _SPECK or kind == "identity")
        ):
            words = self._regions.below(place)
            if words and kind in _RUNNING_ON:
                words = self._regions.run_on(place, words)
            value = (
                read_value(words, kind, self._vocabulary, bare_year) if words else None
            )
        return value


def read_labelled(
    rows: Sequence[TokenRow], document_type: DocumentType, types: DocumentTypes
) -> tuple[Found, ...]:
    """All labelled facts of a document's rows, at most one of each (role, role_index, name)."""
    reader = _Reader(document_type, types, rows)
    reader.read()
    facts_of = {
        order: sum(key[0] == order for key in reader.told) for order, _ in reader.told
    }
    people = reader.people
    # Of everyday words only persons count of whom more than a name is told; others are mentions and
    # officials.
    people.opened = [
        s
        for s in people.opened
        if facts_of.get(s.order, 0) > (1 if s.rule.prose else 0)
    ]
    indices = role_indices(people)
    roles = {section.order: section.rule.role for section in people.opened}
    found: dict[tuple[str | None, int | None, str], Found] = {
        (None, None, name): Found(None, None, name, value, score)
        for name, (value, score) in reader.own.items()
    }
    for (order, name), (value, score) in reader.told.items():
        if order in roles:
            key = (roles[order], indices[order], name)
            found.setdefault(key, Found(*key, value, score))
    return tuple(found.values())
