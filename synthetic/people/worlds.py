"""Worlds: populations, papers and outsiders of different habits, to fit matching on some and judge
it on others.

A world is a set of shares. `drawn_world` draws them by chance, so that what is fitted does not lean
on one set; the named worlds are for judging and never fitted on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from random import Random

from schemas.linkage import Citizen, PersonQuery
from synthetic.people.outsiders import TRAPS, outsider
from synthetic.people.paper_noise import (
    misread_date,
    misread_name,
    misread_number,
    without_marks,
    written_date,
)
from synthetic.people.query_noise import Truth


@dataclass(frozen=True, slots=True)
class World:
    """Shares, 0 to 1. Of all papers: `no_number`, `old_number`, `changed_number` (another number
    than the register's), `outside`; the others are chances by fact. `faulty`: wrong numbers with more
    than one fault; `old_unknown`: old numbers that the register lacks."""

    no_number: float = 0.12
    old_number: float = 0.06
    changed_number: float = 0.06
    outside: float = 0.2
    trapped: float = 0.5
    traps: tuple[float, ...] = (3, 1, 3, 0.4, 0.6, 3)
    next_number: float = 0.7
    number_wrong: float = 0.2
    faulty: float = 0.15
    old_unknown: float = 0.15
    look_alike: float = 0.5
    name_wrong: float = 0.35
    letters: float = 0.35
    capitals: float = 0.3
    date_wrong: float = 0.25
    no_gender: float = 0.35
    gender_wrong: float = 0.005
    no_place: float = 0.2
    moved: float = 0.1
    place_wrong: float = 0.15
    no_province: float = 0.3
    worn: float = 0.5
    both_numbers: float = 0.1
    name: str = field(default="plain", kw_only=True)


# Judged on, never fitted on.
NAMED = {
    w.name: w
    for w in (
        World(
            name="offices",
            number_wrong=0.45,
            faulty=0.4,
            name_wrong=0.45,
            date_wrong=0.35,
            worn=0.8,
        ),
        World(
            name="villages",
            no_number=0.16,
            old_number=0.12,
            changed_number=0.03,
            traps=(2, 3, 1, 2, 3, 1),
            next_number=0.4,
            letters=0.2,
            look_alike=0.8,
            moved=0.2,
            no_place=0.08,
            worn=0.9,
        ),
        World(
            name="twins",
            trapped=0.8,
            traps=(8, 2, 1, 1, 0, 2),
            next_number=0.95,
            number_wrong=0.3,
            letters=0.6,
        ),
        World(
            name="ordinary",
            no_number=0.05,
            old_number=0.05,
            changed_number=0.02,
            number_wrong=0.06,
            name_wrong=0.18,
            date_wrong=0.1,
            no_place=0.12,
            moved=0.06,
            place_wrong=0.08,
            trapped=0.3,
        ),
    )
}


def drawn_world(seed: int) -> World:
    """A world whose shares are drawn about those of the plain one (two fifths to two and a half
    times)."""
    rng = Random(seed)
    plain = World()
    drawn = {
        f.name: min(getattr(plain, f.name) * 2 ** rng.uniform(-1.3, 1.3), 0.9)
        for f in fields(World)
        if f.name not in ("name", "traps", "outside", "worn", "faulty")
    }
    drawn.update(worn=rng.random(), faulty=rng.uniform(0.05, 0.5))
    traps = tuple(weight * 2 ** rng.uniform(-2, 2) for weight in plain.traps)
    return replace(plain, **drawn, traps=traps, name=f"drawn {seed}")


def papers(
    world: World,
    registered: Sequence[Citizen],
    strangers: Sequence[Citizen],
    count: int,
    seed: int,
) -> list[Truth]:
    """`count` papers of a world, with the truth.

    Args:
        registered: a sample of the register, at least as many as asked for.
        strangers: people of the same population who are not in it.
    """
    rng = Random(f"{world.name} {seed}")
    made = []
    for i in range(count):
        person, stranger = registered[i], strangers[i % len(strangers)]
        sort = "registered"
        if rng.random() < world.outside:
            sort = "stranger"
            if rng.random() < world.trapped:
                (sort,) = rng.choices(TRAPS, world.traps)
                stranger = outsider(rng, sort, person, stranger, world.next_number)
            person = stranger
        truth = person.citizen_id if sort == "registered" else None
        query, kind = _paper(rng, f"p{i}", person, stranger, world)
        made.append(Truth(query, truth, sort, kind))
    return made


def _paper(
    rng: Random, query_id: str, person: Citizen, stranger: Citizen, world: World
) -> tuple[PersonQuery, str]:
    # A worn paper is worse in all facts, a clean one better.
    wear = 1 + world.worn * rng.choice((-0.8, -0.4, 0.0, 0.4, 0.8))
    number, old, kind = _numbers(rng, person, world)
    if number and rng.random() < world.number_wrong * wear:
        number = misread_number(rng, number, world.look_alike, world.faulty)
    if old and rng.random() < world.number_wrong * wear:
        old = misread_number(rng, old, world.look_alike, world.faulty)
    if old and not number and rng.random() < 0.3:
        number, old = old, None
    name = person.full_name
    if rng.random() < world.name_wrong * wear:
        name = misread_name(rng, name, world.letters)
    if rng.random() < world.capitals:
        name = name.upper()
    gender = None if rng.random() < world.no_gender else person.gender
    if gender and rng.random() < world.gender_wrong:
        gender = "F" if gender == "M" else "M"
    commune, province = _home(rng, person, stranger, world, wear)
    return PersonQuery(
        query_id,
        number,
        old,
        name,
        _date(rng, person, world, wear),
        gender,
        commune,
        province,
    ), kind


def _numbers(
    rng: Random, person: Citizen, world: World
) -> tuple[str | None, str | None, str]:
    lot = rng.random()
    if lot < world.no_number:
        return None, None, "no_number"
    lot -= world.no_number
    if lot < world.old_number and (person.birth_date or "2") < "2002":
        known = person.old_id if rng.random() >= world.old_unknown else None
        return (
            None,
            known or f"{rng.randrange(10_000_000, 380_000_000):09d}",
            "old_number",
        )
    lot -= world.old_number
    if 0 <= lot < world.changed_number:
        # Given anew, for a wrong sex, year or province on the first, or at birth elsewhere.
        head = (
            person.citizen_id[:6]
            if rng.random() < 0.7
            else f"0{rng.randrange(1, 97):02d}"
        )
        head += person.citizen_id[len(head) : 6]
        return f"{head}{rng.randrange(1_000_000):06d}", None, "changed_number"
    old = person.old_id if rng.random() < world.both_numbers else None
    return person.citizen_id, old, "ordinary"


def _date(rng: Random, person: Citizen, world: World, wear: float) -> str | None:
    birth = person.birth_date
    if birth is None or len(birth) == 4:
        return birth
    year, month, day = birth.split("-")
    wrong = rng.random() < world.date_wrong * wear
    return (misread_date if wrong else written_date)(rng, year, month, day)


def _home(
    rng: Random, person: Citizen, stranger: Citizen, world: World, wear: float
) -> tuple[str | None, str | None]:
    if rng.random() < world.no_place:
        return None, None
    commune, province = person.commune_name, person.province_name
    if rng.random() < world.moved:
        commune, province = stranger.commune_name, stranger.province_name
    if commune and rng.random() < world.place_wrong * wear:
        commune = (
            without_marks(commune)
            if rng.random() < 0.5
            else misread_name(rng, commune, 0.6)
        )
    return commune, None if rng.random() < world.no_province else province
