"""Queries as OCR reads them from papers, with the truth: noise on every field, strangers and traps.
Seeded.

Of the queries, 20 % speak of people who are not in the register; half of these are traps: a
registered person's unregistered twin, a namesake born on the same day, a person with a number next
to a registered one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from schemas.linkage import Citizen, PersonQuery

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_QUALITY = {
    "ă": "a",
    "â": "a",
    "ê": "e",
    "ô": "o",
    "ơ": "o",
    "ư": "u",
    "đ": "d",
    "o": "ô",
    "u": "ư",
    "e": "ê",
    "a": "ă",
}
_LETTERS = {
    "n": "u",
    "u": "n",
    "h": "b",
    "b": "h",
    "l": "i",
    "i": "l",
    "c": "e",
    "e": "c",
    "m": "rn",
    "g": "q",
    "o": "c",
}
_LOOKS = {"0": "O", "1": "l", "5": "S", "8": "B", "6": "G"}


@dataclass(frozen=True, slots=True)
class Mix:
    """Chances of noise. The stress mix is hard on purpose; the natural one is a well-scanned paper
    with a number."""

    number: float
    old_number: float
    number_wrong: float
    name_wrong: float
    date_wrong: float
    place: float


STRESS = Mix(
    number=0.62,
    old_number=0.13,
    number_wrong=0.22,
    name_wrong=0.42,
    date_wrong=0.34,
    place=0.6,
)
NATURAL = Mix(
    number=0.85,
    old_number=0.08,
    number_wrong=0.06,
    name_wrong=0.2,
    date_wrong=0.12,
    place=0.8,
)
TRAPS = ("twin", "namesake", "near_number")


@dataclass(frozen=True, slots=True)
class Truth:
    """A query with the citizen it speaks of (None: not in the register), what sort of person it is
    and what kind of number the paper holds."""

    query: PersonQuery
    citizen_id: str | None
    sort: str
    kind: str = ""


def noisy_queries(
    registered: Sequence[Citizen],
    strangers: Sequence[Citizen],
    count: int,
    seed: int,
    mix: Mix = STRESS,
) -> list[Truth]:
    """`count` queries: 80 % registered, 10 % strangers, 10 % traps made from registered people.

    Args:
        registered: a sample of the register, at least as many as asked for.
        strangers: people who are not in it, from the same population.
    """
    rng = Random(seed)
    made = []
    for i in range(count):
        person, lot = registered[i], rng.random()
        sort = (
            "registered"
            if lot < 0.8
            else "stranger"
            if lot < 0.9
            else rng.choice(TRAPS)
        )
        stranger = strangers[i % len(strangers)]
        if sort == "stranger":
            person = stranger
        elif sort != "registered":
            person = _trap(rng, sort, person, stranger)
        truth = person.citizen_id if sort == "registered" else None
        made.append(Truth(_read(rng, f"q{i}", person, mix), truth, sort))
    return made


def _trap(rng: Random, sort: str, person: Citizen, stranger: Citizen) -> Citizen:
    tail = f"{rng.randrange(1_000_000):06d}"
    if sort == "namesake":
        number = stranger.citizen_id[:3] + person.citizen_id[3:6] + tail
        return replace(
            stranger,
            citizen_id=number,
            full_name=person.full_name,
            birth_date=person.birth_date,
            gender=person.gender,
        )
    if sort == "twin":
        *family, given = person.full_name.split()
        other = stranger.full_name.split()[-1]
        name = " ".join((*family, other if other != given else "Ân"))
        return replace(
            person, citizen_id=person.citizen_id[:6] + tail, old_id=None, full_name=name
        )
    digits = list(person.citizen_id)
    for _ in range(rng.choice((1, 1, 2))):
        place = rng.randrange(6, 12)
        digits[place] = str((int(digits[place]) + rng.randrange(1, 10)) % 10)
    number = "".join(digits)
    # Sex and year are part of the number, so the neighbour shares them.
    year = (person.birth_date or "1970")[:4]
    birth = f"{year}{(stranger.birth_date or '')[4:]}"
    if birth.endswith("-02-29"):
        birth = f"{year}-02-28"
    return replace(stranger, citizen_id=number, birth_date=birth, gender=person.gender)


def _read(rng: Random, query_id: str, person: Citizen, mix: Mix) -> PersonQuery:
    lot = rng.random()
    number = person.citizen_id if lot < mix.number else None
    old = person.old_id if mix.number <= lot < mix.number + mix.old_number else None
    if number and rng.random() < mix.number_wrong:
        number = _number_noise(rng, number)
    if old and rng.random() < mix.number_wrong:
        old = _number_noise(rng, old)
    name = (
        _name_noise(rng, person.full_name)
        if rng.random() < mix.name_wrong
        else person.full_name
    )
    if rng.random() < 0.3:
        name = name.upper()
    gender = person.gender if rng.random() < 0.6 else None
    if gender and rng.random() < 0.005:
        gender = "F" if gender == "M" else "M"
    place = rng.random() < mix.place
    commune, province = (
        (person.commune_name, person.province_name) if place else (None, None)
    )
    if place and rng.random() < 0.12:
        commune, province = (
            f"{rng.choice(('Xã', 'Phường'))} {rng.choice(('Tân', 'Vĩnh', 'Phú'))} Lạc",
            "Hà Nội",
        )
    if commune and rng.random() < 0.1:
        commune = _name_noise(rng, commune)
    if rng.random() < 0.3:
        province = None
    return PersonQuery(
        query_id,
        number,
        old,
        name,
        _date_noise(rng, person.birth_date, mix),
        gender,
        commune,
        province,
    )


def _number_noise(rng: Random, number: str) -> str:
    place, lot = rng.randrange(len(number)), rng.random()
    digit = str((int(number[place]) + rng.randrange(1, 10)) % 10)
    if lot < 0.5:
        return number[:place] + digit + number[place + 1 :]
    if lot < 0.65:
        return number[:place] + number[place + 1 :]
    if lot < 0.72:
        return number[:place] + digit + number[place:]
    if lot < 0.82:
        place = min(place, len(number) - 2)
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if lot < 0.9:
        return "".join(_LOOKS.get(c, c) if rng.random() < 0.4 else c for c in number)
    once = number[:place] + digit + number[place + 1 :]
    place = rng.randrange(len(number))
    return (
        once[:place]
        + str((int(once[place]) + rng.randrange(1, 10)) % 10)
        + once[place + 1 :]
    )


def _name_noise(rng: Random, name: str) -> str:
    lot = rng.random()
    if lot < 0.5:
        return _marks(rng, name)
    if lot < 0.62:
        plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
        return "".join(c for c in plain if not unicodedata.combining(c))
    if lot < 0.85:
        places = [i for i, c in enumerate(name) if c in _LETTERS]
        if not places:
            return _marks(rng, name)
        at = rng.choice(places)
        return name[:at] + _LETTERS[name[at]] + name[at + 1 :]
    parts = name.split()
    at = rng.randrange(len(parts))
    if lot < 0.93 and len(parts) > 2:
        return " ".join(parts[:at] + parts[at + 1 :])
    return "".join(parts[:2]) + "".join(f" {p}" for p in parts[2:])


def _marks(rng: Random, name: str) -> str:
    """One syllable's tone or vowel quality read as another."""
    plain: list[Any] = list(unicodedata.normalize("NFD", name))
    places = [i for i, c in enumerate(plain) if c in _TONES]
    if places and rng.random() < 0.7:
        plain[rng.choice(places)] = rng.choice(("", *_TONES))
        return unicodedata.normalize("NFC", "".join(plain))
    places = [i for i, c in enumerate(name) if c in _QUALITY]
    if not places:
        return name
    at = rng.choice(places)
    return name[:at] + _QUALITY[name[at]] + name[at + 1 :]


def _date_noise(rng: Random, birth: str | None, mix: Mix) -> str | None:
    if birth is None or len(birth) == 4:
        return birth
    year, month, day = birth.split("-")
    if rng.random() >= mix.date_wrong:
        return rng.choice(
            (
                f"{day}/{month}/{year}",
                f"{int(day)}.{int(month)}.{year}",
                f"{day}-{month}-{year}",
            )
        )
    lot = rng.random()
    if lot < 0.22:
        return None
    if lot < 0.45:
        return year
    if lot < 0.62:
        return f"??/{month}/{year}"
    if lot < 0.7:
        return f"{day}/{month}/{year[2:]}"
    digits = list(day + month + year)
    at = rng.choice((0, 1, 1, 2, 3, 3, 6, 7, 7))
    digits[at] = str((int(digits[at]) + rng.randrange(1, 10)) % 10)
    text = "".join(digits)
    return f"{text[:2]}/{text[2:4]}/{text[4:]}"
