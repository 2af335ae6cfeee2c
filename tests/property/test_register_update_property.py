"""An updated register is the one that a build of the changed people makes, byte for byte; so all
decisions are the same."""

from __future__ import annotations

import csv
import json
import random
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import load_settings
from pipeline.match.decision.decide import match_many
from pipeline.match.register import Register, open_register
from pipeline.match.register.build import build_register
from pipeline.match.register.changes.update import UpdateRules, update_register
from synthetic.people.query_noise import noisy_queries
from synthetic.people.register import make_register

MATCHING = load_settings(environ={}).matching
ROWS, NEW = 600, 60
RULES = UpdateRules(remove_many=True)
People = dict[str, dict[str, str | None]]


@pytest.fixture(scope="module")
def table() -> list[dict[str, str | None]]:
    return make_register(ROWS + NEW, 21).table.to_pylist()


@pytest.fixture(scope="module")
def base(
    table: list[dict[str, str | None]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("base")
    return build(by_number(table[:ROWS]), folder)


def by_number(rows: list[dict[str, str | None]]) -> People:
    return {str(row["citizen_id"]): dict(row) for row in rows}


def build(people: People, folder: Path) -> Path:
    write(folder / "people.csv", list(people.values()))
    build_register(folder / "people.csv", folder / "R", replace_smaller=True)
    return folder / "R"


def write(path: Path, rows: list[dict[str, str | None]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


class Registry:
    """What the register should hold, kept in the plainest way: a change at a time."""

    def __init__(self, people: People, draw: random.Random) -> None:
        self.people, self.draw = people, draw
        self.changes: list[dict[str, str | None]] = []

    def add(self, row: dict[str, str | None]) -> None:
        self.people[str(row["citizen_id"])] = dict(row)
        self.changes.append({"change": "thêm", **row})

    def remove(self, number: str) -> None:
        del self.people[number]
        self.changes.append({"change": "xóa", "citizen_id": number})

    def die(self, number: str) -> None:
        day = f"20{self.draw.randrange(41, 60)}-0{self.draw.randrange(1, 10)}-11"
        self.people[number]["death_date"] = day
        self.changes.append({"change": "mất", "citizen_id": number, "death_date": day})

    def move(self, number: str, home: dict[str, str | None]) -> None:
        changed = {
            name: home[name]
            for name in ("commune_code", "commune_name", "province_name")
            if home[name]
        }
        self.people[number] |= changed
        self.changes.append({"change": "sửa", "citizen_id": number, **changed})

    def rename(self, number: str, other: dict[str, str | None]) -> None:
        changed = {"full_name": other["full_name"], "old_id": other["old_id"]}
        self.people[number] |= changed
        asked = {name: cell or "-" for name, cell in changed.items()}
        self.changes.append({"change": "sửa", "citizen_id": number, **asked})

    def renumber(self, number: str) -> None:
        new = f"{number[:6]}{self.draw.randrange(10**6):06d}"
        if new in self.people:
            return
        person = self.people.pop(number)
        old, before = f"{self.draw.randrange(10**9):09d}", person["old_id"]
        person |= {"citizen_id": new, "old_id": old}
        formers = {number, before, *(person.get("former_ids") or "").split()}
        person["former_ids"] = " ".join(sorted(filter(None, formers)))
        self.people[new] = person
        asked = {"former_id": number, "citizen_id": new, "old_id": old}
        self.changes.append({"change": "đổi số", **asked})


def changed(
    people: People, new: list[dict[str, str | None]], draw: random.Random
) -> Registry:
    registry = Registry(people, draw)
    numbers = draw.sample(sorted(people), draw.randrange(2, 80))
    for row in draw.sample(new, draw.randrange(len(new))):
        registry.add(row)
    for number in numbers:
        other = people[draw.choice(sorted(people))]
        match draw.randrange(5):
            case 0:
                registry.remove(number)
            case 1:
                registry.die(number)
            case 2:
                registry.move(number, other)
            case 3:
                registry.rename(number, other)
            case _:
                registry.renumber(number)
    draw.shuffle(registry.changes)
    return registry


def data(register: Register) -> dict[str, bytes]:
    manifest = json.loads((register.path / "manifest.json").read_bytes())
    folder = register.path / manifest["folder"]
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@settings(max_examples=6, deadline=None)
@given(draw=st.randoms(use_true_random=False))
def test_an_update_is_a_build_of_the_changed_people(
    base: Path, table: list[dict[str, str | None]], draw: random.Random
) -> None:
    people = by_number(table[:ROWS])
    registry = changed(people, table[ROWS:], draw)
    with TemporaryDirectory() as place:
        folder = Path(place)
        shutil.copytree(base, folder / "updated")
        write(folder / "changes.csv", registry.changes)
        report = update_register(folder / "changes.csv", folder / "updated", RULES)
        assert report.rejected == 0
        updated = open_register(folder / "updated")
        rebuilt = open_register(build(registry.people, folder))
        assert data(updated) == data(rebuilt)
        assert updated.version == rebuilt.version
        asked = queries(updated, draw)
        assert list(match_many(asked, updated, MATCHING)) == list(
            match_many(asked, rebuilt, MATCHING)
        )
        again = update_register(folder / "changes.csv", folder / "updated", RULES)
        assert again.already_applied
        assert again.version == updated.version


def queries(register: Register, draw: random.Random):
    citizens = [register.citizen(row) for row in draw.sample(range(len(register)), 60)]
    return [case.query for case in noisy_queries(citizens, citizens[::-1], 60, 3)]


@settings(max_examples=3, deadline=None)
@given(draw=st.randoms(use_true_random=False))
def test_many_small_updates_are_one_build(
    base: Path, table: list[dict[str, str | None]], draw: random.Random
) -> None:
    people, left = by_number(table[:ROWS]), table[ROWS:]
    with TemporaryDirectory() as place:
        folder = Path(place)
        shutil.copytree(base, folder / "updated")
        for night in range(3):
            registry = changed(people, left[night::3], draw)
            people = registry.people
            write(folder / f"{night}.csv", registry.changes)
            update_register(folder / f"{night}.csv", folder / "updated", RULES)
        rebuilt = open_register(build(people, folder))
        assert data(open_register(folder / "updated")) == data(rebuilt)
