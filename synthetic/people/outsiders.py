"""People who are not in the register and resemble somebody who is: twins, brothers and sisters,
namesakes, fathers and sons of one name, neighbours by number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from schemas.linkage import Citizen
from synthetic.people import names
from synthetic.people.paper_noise import without_marks

TRAPS = ("twin", "sibling", "namesake", "local_namesake", "same_name", "near_number")
_SERIAL = 6


def outsider(
    rng: Random, sort: str, person: Citizen, stranger: Citizen, next_number: float
) -> Citizen:
    """Somebody of `sort` (one of TRAPS) like `person`; what they do not share is the `stranger`'s.

    `next_number`: share of twins whose number is the next or one digit off; the others' last six
    digits are random.
    """
    makers: dict[str, Callable[[Random, Citizen, Citizen, float], Citizen]] = {
        "twin": _twin,
        "sibling": _sibling,
        "namesake": _namesake,
        "local_namesake": _local_namesake,
        "same_name": _same_name,
        "near_number": _near_number,
    }
    return makers[sort](rng, person, stranger, next_number)


def _twin(
    rng: Random, person: Citizen, stranger: Citizen, next_number: float
) -> Citizen:
    sex = (
        person.gender if rng.random() < 0.7 else ("F" if person.gender == "M" else "M")
    )
    number = _with_sex(person.citizen_id, person.gender, sex)
    if rng.random() < next_number:
        number = _beside(rng, number)
    else:
        number = number[:_SERIAL] + f"{rng.randrange(1_000_000):06d}"
    return replace(
        person,
        citizen_id=number,
        old_id=_old_beside(rng, person.old_id, next_number),
        gender=sex,
        full_name=_other_given(rng, person.full_name, sex),
    )


def _sibling(
    rng: Random, person: Citizen, stranger: Citizen, next_number: float
) -> Citizen:
    """Some years younger or older, of the same home and family name."""
    birth = person.birth_date or "1980"
    year = int(birth[:4]) + rng.choice((-5, -4, -3, -2, -1, 1, 2, 3, 4, 5))
    rest = (stranger.birth_date or "")[4:].replace("-02-29", "-02-28")
    return replace(
        person,
        citizen_id=_numbered(rng, person.citizen_id[:3], person.gender, year),
        old_id=None,
        birth_date=f"{year}{rest}",
        full_name=_other_given(rng, person.full_name, person.gender),
    )


def _namesake(
    rng: Random, person: Citizen, stranger: Citizen, next_number: float
) -> Citizen:
    """Same name, sex and birth date; number and home of another."""
    year = int((person.birth_date or "1980")[:4])
    return replace(
        stranger,
        citizen_id=_numbered(rng, stranger.citizen_id[:3], person.gender, year),
        full_name=person.full_name,
        birth_date=person.birth_date,
        gender=person.gender,
    )


def _local_namesake(
    rng: Random, person: Citizen, stranger: Citizen, next_number: float
) -> Citizen:
    """Same name, sex, birth year and province; another day and commune."""
    year = int((person.birth_date or "1980")[:4])
    rest = (stranger.birth_date or "")[4:].replace("-02-29", "-02-28")
    return replace(
        stranger,
        citizen_id=_numbered(rng, person.citizen_id[:3], person.gender, year),
        full_name=person.full_name,
        birth_date=f"{year}{rest}",
        gender=person.gender,
        commune_name=person.commune_name
        if rng.random() < 0.3
        else stranger.commune_name,
        province_name=person.province_name,
    )


def _same_name(
    rng: Random, person: Citizen, stranger: Citizen, next_number: float
) -> Citizen:
    """Parent and child of one name in one home."""
    birth = person.birth_date or "1980"
    year = int(birth[:4])
    year = year - rng.randrange(20, 36) if year > 1975 else year + rng.randrange(20, 36)
    rest = (stranger.birth_date or "")[4:].replace("-02-29", "-02-28")
    return replace(
        person,
        citizen_id=_numbered(rng, person.citizen_id[:3], person.gender, year),
        old_id=None,
        birth_date=f"{year}{rest}",
    )


def _near_number(
    rng: Random, person: Citizen, stranger: Citizen, next_number: float
) -> Citizen:
    """A stranger whose number differs in one or two digits of the serial number."""
    number = person.citizen_id
    for _ in range(rng.choice((1, 1, 2))):
        number = _one_digit(rng, number)
    year = (person.birth_date or "1980")[:4]
    rest = (stranger.birth_date or "")[4:].replace("-02-29", "-02-28")
    named = stranger.full_name
    if stranger.gender != person.gender:
        named = _other_given(rng, named, person.gender)
    return replace(
        stranger,
        citizen_id=number,
        old_id=None,
        birth_date=f"{year}{rest}",
        gender=person.gender,
        full_name=named,
    )


def _other_given(rng: Random, name: str, sex: str | None) -> str:
    """The same family, another given name; now and then one that only marks tell apart (Hùng,
    Hưng), now and then with another middle name."""
    *family, given = name.split()
    pool = names.GIVEN_FEMALE if sex == "F" else names.GIVEN_MALE
    lot = rng.random()
    alike = [n for n in pool if n != given and without_marks(n) == without_marks(given)]
    other = rng.choice(alike if alike and lot < 0.05 else pool)
    if other == given:
        other = "Ân" if given != "Ân" else "Thi"
    if lot > 0.75 and len(family) > 1:
        middles = names.MIDDLE_FEMALE if sex == "F" else names.MIDDLE_MALE
        family = [family[0], *rng.choice(list(middles)).split()]
    return " ".join((*family, other))


def _beside(rng: Random, number: str) -> str:
    """The next number or the one before, or one digit of the serial number off."""
    if rng.random() < 0.7:
        serial = (int(number[_SERIAL:]) + rng.choice((-1, 1, 1, 1, 2))) % 1_000_000
        return number[:_SERIAL] + f"{serial:06d}"
    return _one_digit(rng, number)


def _old_beside(rng: Random, number: str | None, share: float) -> str | None:
    if number is None or rng.random() > share:
        return None
    return f"{(int(number) + rng.choice((-1, 1, 1, 2))) % 1_000_000_000:09d}"


def _one_digit(rng: Random, number: str) -> str:
    at = rng.randrange(_SERIAL, len(number))
    digit = str((int(number[at]) + rng.randrange(1, 10)) % 10)
    return number[:at] + digit + number[at + 1 :]


def _with_sex(number: str, old: str | None, new: str | None) -> str:
    if old == new:
        return number
    return number[:3] + str(int(number[3]) ^ 1) + number[4:]


def _numbered(rng: Random, province: str, sex: str | None, year: int) -> str:
    century = 2 * (year // 100 - 19) + (sex == "F")
    return f"{province}{century}{year % 100:02d}{rng.randrange(1_000_000):06d}"
