"""Persons as papers name them, drawn from a made-up register."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from synthetic.people import names, places
from synthetic.people.register import Register

# From this day identity numbers of 12 digits stand on birth certificates and cards.
TWELVE_DIGITS_FROM = date(2016, 1, 1)
OUTSIDERS = 0.05
_STREETS = (
    "Hoa Lư",
    "Lê Lai",
    "Trần Phú",
    "Nguyễn Trãi",
    "Quang Trung",
    "Bà Triệu",
    "Đinh Tiên Hoàng",
    "Lý Thường Kiệt",
)
_HAMLETS = (
    "Đông",
    "Đoài",
    "Thượng",
    "Hạ",
    "Trung",
    "Nội",
    "Ngoại",
    "Vân Lũng",
    "Phú Mỹ",
    "Yên Thọ",
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `birth_date` is `YYYY-MM-DD` or `YYYY`; `registered` is False for someone not in
    the register."""

    full_name: str
    birth_date: str
    gender: str
    citizen_id: str
    old_id: str | None
    birth_province: str
    commune: places.Commune
    street: str
    ethnicity: str = "Kinh"
    nationality: str = "Việt Nam"
    registered: bool = True

    @property
    def title(self) -> str:
        """Form of address: ông or bà."""
        return "bà" if self.gender == "F" else "ông"

    @property
    def gender_word(self) -> str:
        """Nam or Nữ."""
        return "Nữ" if self.gender == "F" else "Nam"

    @property
    def birth_printed(self) -> str:
        """The birth date as papers print it: dd/mm/yyyy or the year."""
        return "/".join(reversed(self.birth_date.split("-")))

    def address(self, at: date) -> str:
        """House or hamlet, commune, (district,) province as on a day."""
        return f"{self.street}, {self.commune.address(at)}"

    def identity(self, at: date) -> tuple[str, str, str]:
        """(field name, number, its label) on a paper of a day: the old number before 2016 where
        there is one."""
        if at < TWELVE_DIGITS_FROM and self.old_id is not None:
            return "old_id", self.old_id, "CMND"
        return (
            "citizen_id",
            self.citizen_id,
            "CCCD" if at < date(2024, 7, 1) else "Căn cước",
        )


@dataclass(frozen=True, slots=True)
class Family:
    """A child and its parents."""

    child: Person
    father: Person
    mother: Person


class Cast:
    """Draws persons for papers from a register; one in twenty is replaced by somebody who is not in
    it.

    With `steady` the papers of one dossier name the same people: whoever was drawn first is given
    again.
    """

    def __init__(
        self,
        register: Register,
        rng: np.random.Generator,
        outsiders: float = OUTSIDERS,
        steady: bool = False,
    ) -> None:
        self._register = register
        self._rng = rng
        self._outsiders = outsiders
        self._steady = steady
        self._drawn: dict[str, int] = {}
        self._known: dict[int, Person] = {}

    def adult(self, unit: places.Unit, at: date) -> Person:
        """Somebody of 22 to 80 years who lives in the unit's area, if there is such a person."""
        r = self._register
        ages = (r.birth_year <= at.year - 22) & (r.birth_year >= at.year - 80)
        return self._person(self._pick("adult", ages, unit, at))

    def couple(self, unit: places.Unit, at: date) -> tuple[Person, Person]:
        """A man and a woman of marriageable age who are married in the register."""
        r = self._register
        ages = (
            (r.spouse >= 0)
            & ~r.female
            & (r.birth_year <= at.year - 22)
            & (r.birth_year >= at.year - 48)
        )
        if at < TWELVE_DIGITS_FROM:
            ages &= ~np.asarray(r.table.column("old_id").is_null())[r.spouse]
        man = self._pick("couple", ages, unit, at)
        return self._person(man), self._person(int(r.spouse[man]))

    def family(self, unit: places.Unit, at: date) -> Family:
        """A child born in the year before the paper (or as near to it as there is one) with both
        parents."""
        r = self._register
        days = np.asarray(r.table.column("birth_date")).astype(str)
        there = (r.father >= 0) & (days <= at.isoformat())
        for years in (1, 3, 8, 100):
            born = there & (r.birth_year > at.year - years)
            if born.any():
                break
        child = self._pick("family", born, unit, at, identified=False)
        home = self._person(child)
        father, mother = (
            self._person(int(r.father[child])),
            self._person(int(r.mother[child])),
        )
        return Family(
            home,
            replace(father, street=home.street),
            replace(mother, street=home.street),
        )

    def household(self, unit: places.Unit, at: date) -> tuple[Person, ...]:
        """Members of one household, the head first; at least three."""
        r = self._register
        child = self._pick(
            "household",
            (r.father >= 0) & (r.birth_year <= at.year - 1),
            unit,
            at,
            identified=False,
        )
        members = np.flatnonzero(
            (r.household == r.household[child]) & (r.birth_year < at.year)
        )
        members = members[np.argsort(r.birth_year[members], kind="stable")]
        people = [self._person(int(index)) for index in members]
        return tuple(replace(person, street=people[0].street) for person in people)

    def official(self) -> tuple[str, str]:
        """(full name, gender) of somebody who signs; officials are not in the register."""
        gender = "F" if self._rng.random() < 0.3 else "M"
        return random_name(gender, self._rng), gender

    def _pick(
        self,
        what: str,
        wanted: NDArray[np.bool_],
        unit: places.Unit,
        at: date,
        identified: bool = True,
    ) -> int:
        """A row for some purpose: at best in the unit's area, else in the home province, else
        anywhere."""
        if self._steady and what in self._drawn:
            return self._drawn[what]
        r = self._register
        if identified and at < TWELVE_DIGITS_FROM:
            wanted = wanted & ~np.asarray(r.table.column("old_id").is_null())
        inside = {
            index
            for index, c in enumerate(places.communes())
            if c.code in unit.communes
        }
        near = wanted & np.isin(r.commune, sorted(inside))
        home = wanted & (
            r.commune < sum(c.province == places.HOME for c in places.communes())
        )
        for mask in (near, home, wanted):
            found = np.flatnonzero(mask)
            if len(found):
                self._drawn[what] = int(self._rng.choice(found))
                return self._drawn[what]
        raise ValueError("the register has nobody who fits; make it larger")

    def _person(self, index: int) -> Person:
        if self._steady and index in self._known:
            return self._known[index]
        row = self._register.row(index)
        commune = places.communes()[int(self._register.commune[index])]
        person = Person(
            row["full_name"],
            row["birth_date"],
            row["gender"],
            row["citizen_id"],
            row["old_id"],
            row["birth_province"],
            commune,
            self._street(commune),
        )
        self._known[index] = (
            self._outsider(person) if self._rng.random() < self._outsiders else person
        )
        return self._known[index]

    def _street(self, commune: places.Commune) -> str:
        if commune.kind == "phường":
            lane = (
                f", ngõ {self._rng.integers(2, 180)}"
                if self._rng.random() < 0.5
                else ""
            )
            return f"Số {self._rng.integers(1, 240)}{lane} phố {self._rng.choice(_STREETS)}"
        return f"Thôn {self._rng.choice(_HAMLETS)}"

    def _outsider(self, like: Person) -> Person:
        """Somebody of the same family, sex and year of birth whose numbers are not in the register."""
        known = set(self._register.table.column("citizen_id").to_pylist())
        number = like.citizen_id
        while number in known:
            number = like.citizen_id[:6] + f"{self._rng.integers(0, 1_000_000):06d}"
        year, family = like.birth_date[:4], like.full_name.split()[0]
        name = " ".join([family, *random_name(like.gender, self._rng).split()[1:]])
        return replace(
            like,
            full_name=name,
            citizen_id=number,
            registered=False,
            birth_date=f"{year}-{self._rng.integers(1, 13):02d}-{self._rng.integers(1, 29):02d}",
            old_id=None
            if like.old_id is None
            else f"{self._rng.integers(380_000_000, 390_000_000):09d}",
        )


def random_name(gender: str, rng: np.random.Generator) -> str:
    """A full name by the shares of `names`."""
    female = gender == "F"
    middles = names.MIDDLE_FEMALE if female else names.MIDDLE_MALE
    given = names.GIVEN_FEMALE if female else names.GIVEN_MALE
    parts = (
        rng.choice(list(names.FAMILY), p=names.shares(names.FAMILY)),
        rng.choice(list(middles), p=names.shares(middles)),
        rng.choice(given, p=names.falling_shares(len(given))),
    )
    return " ".join(str(part) for part in parts if part)
