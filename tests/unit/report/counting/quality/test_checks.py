"""What people found, on the record as their decisions leave it."""

from __future__ import annotations

from pathlib import Path

from pipeline.report.columns import values_of
from pipeline.report.counting.quality.checks import Origin, check_figures, list_checks
from pipeline.store.parquet import ParquetStore
from tests.unit.review.papers import (
    BETTER,
    LAN,
    OTHER,
    PAPER,
    make_archive,
    make_register,
    take,
)


def found(kho: Path) -> list[list[tuple[object, ...]]]:
    store = ParquetStore(kho / "store")
    tables = {
        name: store.read(name) for name in ("documents", "fields", "matches", "events")
    }
    lists = list_checks(tables, tables["documents"])
    names = ("origin", "checked", "wrong")
    return [
        [tuple(values_of(row)[name] for name in names) for row in part.rows]
        for part in lists
    ]


def test_doubted_taken_and_linked_stand_apart(tmp_path: Path) -> None:
    kho, register = make_archive(tmp_path / "kho"), make_register(tmp_path)
    assert found(kho) == [[], []]
    field = "field|{}|subject|1|{}"
    wrong = take(kho, (field.format(PAPER, "birth_date"), "17/05/2009")).events[0]
    take(kho, (field.format(PAPER, "full_name"), "ok"))
    take(kho, (field.format(BETTER, "full_name"), "Nguyễn Thị Làn"))
    take(kho, (f"match|{OTHER}|subject|1", "none"), register=register)
    take(kho, (f"match|{BETTER}|subject|1", LAN), register=register)
    # The machine had left no link here: naming one is no check of a link.
    take(kho, (f"match|{PAPER}|subject|1", LAN), register=register)
    expected = [("doubted", 1, 1), ("taken", 2, 1), ("linked", 2, 1)]
    assert found(kho) == [expected, expected]
    take(kho, (f"undo|{wrong}", "undo"))
    assert found(kho) == [expected[1:], expected[1:]]


def test_figures_say_how_sure_they_are() -> None:
    few = check_figures(Origin.TAKEN, 1, 2)
    assert (few.wrong_share, few.sureness) == (0.5, "open")
    many = check_figures(Origin.TAKEN, 81, 263)
    assert (round(many.low, 4), round(many.high, 4)) == (0.2553, 0.3662)
    assert many.sureness == "rough"
