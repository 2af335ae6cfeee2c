"""A made-up citizen register: households with parents and children, built column by column (numpy,
pyarrow)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from synthetic.people import names, places

LAST_YEAR = 2026
COLUMNS = (
    "citizen_id",
    "old_id",
    "full_name",
    "birth_date",
    "gender",
    "birth_province",
    "commune_code",
    "commune_name",
    "province_name",
)
_SALT = 0x5E61
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Register:
    """Citizens and who belongs to whom.

    `table` has the contract's columns, one row a citizen, in random order. `household`, `father`,
    `mother`, `spouse` are row numbers (household: any number that its members share; -1 where there
    is none); `birth_year` and `female` repeat columns as arrays; `commune` indexes
    `places.communes()`.
    """

    table: pa.Table
    household: Ints
    father: Ints
    mother: Ints
    spouse: Ints
    birth_year: Ints
    female: NDArray[np.bool_]
    commune: Ints

    def __len__(self) -> int:
        return len(self.household)

    def row(self, index: int) -> dict[str, Any]:
        """One citizen by row number, as column name to value."""
        return {name: self.table.column(name)[index].as_py() for name in COLUMNS}


@dataclass(frozen=True, slots=True)
class _People:
    """Households in order: head, spouse, children; relations are positions."""

    year: Ints
    female: NDArray[np.bool_]
    family: Ints
    household: Ints
    father: Ints
    mother: Ints
    spouse: Ints


def make_register(count: int, seed: int = 0) -> Register:
    """Make `count` citizens.

    Family names are shared down the father's line; an identity number's digits agree with birth
    province, sex and birth year; about two thirds of those born before 2002 have an old 9-digit
    number; some of the older are known by their birth year only; 1.5 % of younger siblings are
    twins; a few share name and birth date with a stranger. The same count and seed give the same
    register.
    """
    if count < 1:
        raise ValueError("count must be at least 1")
    rng = np.random.default_rng([seed, _SALT])
    people = _households(count, rng)
    lives = _home_communes(people.household, rng)
    provinces = _birth_provinces(lives, people.household, rng)
    days, full_names = _doubles(
        _birth_days(people, rng), _full_names(people, rng), people, rng
    )
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    order = rng.permutation(count)
    table = _table(order, full_names, days, years, people.female, provinces, lives, rng)
    position = np.empty(count + 1, dtype=np.int64)
    position[order], position[-1] = np.arange(count), -1
    return Register(
        table,
        people.household[order],
        position[people.father[order]],
        position[people.mother[order]],
        position[people.spouse[order]],
        years[order],
        people.female[order],
        lives[order],
    )


def write_register(register: Register, path: Path) -> None:
    """Write the contract's CSV (UTF-8, empty for null)."""
    options = pyarrow.csv.WriteOptions(quoting_style="needed")
    with pyarrow.csv.CSVWriter(
        path, register.table.schema, write_options=options
    ) as writer:
        writer.write_table(register.table)


def _households(count: int, rng: np.random.Generator) -> _People:
    homes = max(8, int(count / 2.6))
    head_year = rng.triangular(1935, 1978, 2003, homes).astype(np.int64)
    married = rng.random(homes) < 0.82
    female_head = ~married & (rng.random(homes) < 0.5)
    spouse_year = np.clip(head_year + rng.integers(-2, 8, homes), 1936, 2004)
    children = np.where(
        married, rng.choice(5, homes, p=[0.12, 0.3, 0.4, 0.14, 0.04]), 0
    )
    sizes = 1 + married + children
    homes = int(np.searchsorted(np.cumsum(sizes), count)) + 1
    sizes = sizes[:homes]
    household = np.repeat(np.arange(len(sizes)), sizes)
    start = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    within = np.arange(len(household)) - start[household]
    wed = married[household]
    is_spouse, is_child = wed & (within == 1), wed & (within >= 2)
    # Siblings follow one another by 1 to 5 years from the mother's 19th to 30th year on.
    first = rng.integers(19, 31, len(sizes))[household]
    gaps = np.where(is_child & (within > 2), rng.integers(1, 6, len(household)), 0)
    gaps[is_child & (within > 2) & (rng.random(len(household)) < 0.015)] = 0
    since = np.cumsum(gaps) - np.cumsum(gaps)[start][household]
    year = np.where(is_spouse, spouse_year[household], head_year[household])
    year = np.where(
        is_child,
        np.minimum(spouse_year[household] + first + since, LAST_YEAR - 1),
        year,
    )
    female = np.where(is_spouse, True, female_head[household])
    female = np.where(is_child, rng.random(len(household)) < 0.48, female)
    head_family = rng.choice(
        len(names.FAMILY), len(sizes), p=names.shares(names.FAMILY)
    )[household]
    own_family = rng.choice(
        len(names.FAMILY), len(household), p=names.shares(names.FAMILY)
    )
    family = np.where(is_spouse, own_family, head_family)
    head, wife = start[household], start[household] + 1
    father, mother = np.where(is_child, head, -1), np.where(is_child, wife, -1)
    spouse = np.where(wed & (within == 0), wife, np.where(is_spouse, head, -1))
    cut = slice(0, count)
    spouse = np.where(spouse >= count, -1, spouse)
    return _People(
        year[cut],
        female[cut],
        family[cut],
        household[cut],
        father[cut],
        mother[cut],
        spouse[cut],
    )


def _home_communes(household: Ints, rng: np.random.Generator) -> Ints:
    """Index of each person's commune: 60 % of the households live in the home province."""
    everywhere = places.communes()
    home = sum(c.province == places.HOME for c in everywhere)
    count = int(household.max()) + 1
    at_home = rng.random(count) < 0.6
    lives = np.where(
        at_home,
        rng.integers(0, home, count),
        rng.integers(home, len(everywhere), count),
    )
    return np.asarray(lives[household], dtype=np.int64)


def _birth_provinces(lives: Ints, household: Ints, rng: np.random.Generator) -> Ints:
    """Index into PROVINCES: where one lives, or elsewhere for one person in six."""
    listed = list(places.PROVINCES.values())
    of_commune = np.array([listed.index(c.province) for c in places.communes()])
    elsewhere = rng.integers(0, len(listed), len(household))
    return np.asarray(
        np.where(rng.random(len(household)) < 1 / 6, elsewhere, of_commune[lives]),
        dtype=np.int64,
    )


def _birth_days(people: _People, rng: np.random.Generator) -> NDArray[Any]:
    """Birth dates as datetime64[D]; siblings of one year are twins: born on one day."""
    first = (people.year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    days = first + rng.integers(0, 365, len(people.year)).astype("timedelta64[D]")
    child = people.father >= 0
    twin = (
        np.flatnonzero(
            child[1:]
            & child[:-1]
            & (people.household[1:] == people.household[:-1])
            & (people.year[1:] == people.year[:-1])
        )
        + 1
    )
    for position in twin:
        days[position] = days[position - 1]
    return days


def _full_names(people: _People, rng: np.random.Generator) -> NDArray[Any]:
    count = len(people.year)
    family = np.array(list(names.FAMILY), dtype=object)[people.family]
    male_middle = rng.choice(
        len(names.MIDDLE_MALE), count, p=names.shares(names.MIDDLE_MALE)
    )
    female_middle = rng.choice(
        len(names.MIDDLE_FEMALE), count, p=names.shares(names.MIDDLE_FEMALE)
    )
    middle = np.where(
        people.female,
        _with_space(names.MIDDLE_FEMALE)[female_middle],
        _with_space(names.MIDDLE_MALE)[male_middle],
    )
    male = rng.choice(
        len(names.GIVEN_MALE), count, p=names.falling_shares(len(names.GIVEN_MALE))
    )
    female = rng.choice(
        len(names.GIVEN_FEMALE), count, p=names.falling_shares(len(names.GIVEN_FEMALE))
    )
    given = np.where(
        people.female,
        np.array(names.GIVEN_FEMALE, dtype=object)[female],
        np.array(names.GIVEN_MALE, dtype=object)[male],
    )
    return np.asarray(family + middle + given)


def _with_space(table: dict[str, float]) -> NDArray[Any]:
    return np.array([f" {part} " if part else " " for part in table], dtype=object)


def _doubles(
    days: NDArray[Any],
    full_names: NDArray[Any],
    people: _People,
    rng: np.random.Generator,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Let about one person in 1,000 share name and birth date with a stranger of the same sex (a
    known trap).

    Only people who have neither parents nor children in the register are changed, and their birth
    date by less than five years, so that families stay plausible.
    """
    alone = people.father < 0
    alone[people.father[people.father >= 0]] = False
    alone[people.mother[people.mother >= 0]] = False
    free = rng.permutation(np.flatnonzero(alone))
    pairs = min(len(free) // 2, len(days) // 150)
    model, copy = free[:pairs], free[pairs : 2 * pairs]
    near = np.abs((days[model] - days[copy]).astype(np.int64)) < 5 * 365
    chosen = near & (people.female[model] == people.female[copy])
    days, full_names = days.copy(), full_names.copy()
    days[copy[chosen]], full_names[copy[chosen]] = (
        days[model[chosen]],
        full_names[model[chosen]],
    )
    return days, full_names


def _table(
    order: Ints,
    full_names: NDArray[Any],
    days: NDArray[Any],
    years: Ints,
    female: NDArray[np.bool_],
    provinces: Ints,
    lives: Ints,
    rng: np.random.Generator,
) -> pa.Table:
    listed, everywhere = list(places.PROVINCES.values()), places.communes()
    codes = np.array([int(code) for code in places.PROVINCES], dtype=np.int64)
    head = (codes[provinces] * 10 + 2 * (years >= 2000) + female) * 100 + years % 100
    ids = _distinct(head * 1_000_000, 1_000_000, rng)
    old = _distinct(np.full(len(order), 10_000_000, dtype=np.int64), 370_000_000, rng)
    has_old = (years < 2002) & (rng.random(len(order)) < 0.68)
    iso = pa.array(np.datetime_as_string(days[order], unit="D"))
    year_only = (years < 1966) & (rng.random(len(order)) < 0.08)
    dates = pc.if_else(
        pa.array(year_only[order]), pc.utf8_slice_codeunits(iso, 0, 4), iso
    )
    columns = {
        "citizen_id": _digits(ids[order], 12),
        "old_id": pc.if_else(
            pa.array(has_old[order]),
            _digits(old[order], 9),
            pa.scalar(None, pa.string()),
        ),
        "full_name": pa.array(full_names[order], type=pa.string()),
        "birth_date": dates,
        "gender": pc.if_else(pa.array(female[order]), "F", "M"),
        "birth_province": pa.array(listed).take(pa.array(provinces[order])),
        "commune_code": pa.array([c.code for c in everywhere]).take(
            pa.array(lives[order])
        ),
        "commune_name": pa.array([c.full_name for c in everywhere]).take(
            pa.array(lives[order])
        ),
        "province_name": pa.array([c.province for c in everywhere]).take(
            pa.array(lives[order])
        ),
    }
    return pa.table({name: columns[name] for name in COLUMNS})


def _distinct(base: Ints, span: int, rng: np.random.Generator) -> Ints:
    """base plus a random number below span each, no two results alike."""
    numbers = base + rng.integers(0, span, len(base))
    while True:
        _, first = np.unique(numbers, return_index=True)
        again = np.ones(len(base), dtype=bool)
        again[first] = False
        if not again.any():
            return np.asarray(numbers, dtype=np.int64)
        numbers[again] = base[again] + rng.integers(0, span, int(again.sum()))


def _digits(numbers: Ints, width: int) -> pa.Array:
    return pc.utf8_lpad(
        pc.cast(pa.array(numbers), pa.string()), width=width, padding="0"
    )
