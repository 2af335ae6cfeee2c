"""The table of units: read, checked, written, and what follows from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import TableError
from pipeline.tables.units import FILE, load_units, read_units, units_csv
from schemas.figures.units import TreeUnit, UnitTree

HEAD = (
    "Mã đơn vị,Tên đơn vị,Cấp,Đơn vị cấp trên,Hiệu lực từ,Hiệu lực đến,Đơn vị kế thừa\n"
)
UNITS = (
    HEAD
    + """P,TP Hà Nội,province,,,,
D,Quận Tây Hồ,district,P,,30/06/2025,W2;W3
W1,Phường Bưởi,commune,D,,30/06/2025,W2
W2,Phường Tây Hồ,commune,P,01/07/2025,,
W3,Phường Phú Thượng,commune,P,01/07/2025,,
W9,Xã Khác,commune,P,,,
"""
)


def units(folder: Path, text: str = UNITS) -> Path:
    path = folder / FILE
    path.write_text(text, "utf-8")
    return path


def test_units_with_their_dates(tmp_path: Path) -> None:
    tree = read_units(units(tmp_path))
    assert tree.units["D"] == TreeUnit(
        "D", "Quận Tây Hồ", "district", "P", None, date(2025, 6, 30), ("W2", "W3")
    )
    district = tree.units["D"]
    assert district.is_valid(date(2025, 6, 30)) and not district.is_valid(
        date(2025, 7, 1)
    )
    assert not tree.units["W2"].is_valid(date(2025, 6, 30))
    assert read_units(units(tmp_path, units_csv(tree))) == tree
    assert load_units(tmp_path) == tree and load_units(tmp_path / "none") is None


def test_old_and_new_units_are_one_lineage(tmp_path: Path) -> None:
    (lineage,) = read_units(units(tmp_path)).lineages
    assert [unit.code for unit in lineage] == ["D", "W1", "W2", "W3"]


def test_a_unit_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    tree = read_units(units(tmp_path))
    assert [unit.code for unit in tree.parents()] == ["D", "P"]
    assert {unit.code for unit in tree.subtree("P")} == set(tree.units)
    assert [unit.code for unit in tree.subtree("D")] == ["D", "W1"]


def test_units_that_belong_to_each_other_end_no_sum_in_a_circle() -> None:
    tree = UnitTree.of(
        [TreeUnit("A", "A", "commune", "B"), TreeUnit("B", "B", "commune", "A")]
    )
    assert {unit.code for unit in tree.subtree("A")} == {"A", "B"}


def test_every_row_at_fault_is_named(tmp_path: Path) -> None:
    path = units(
        tmp_path,
        HEAD + "A,Xã A,commune,X,,,\nA,Xã A,commune,,,,\nB,Xã B,village,,,,Y\n",
    )
    with pytest.raises(TableError) as caught:
        read_units(path)
    faults = (caught.value, *caught.value.others)
    assert {(one.code, one.values["row"]) for one in faults} == {
        ("table_repeated_code", "3"),
        ("table_wrong_level", "4"),
    }
    path = units(tmp_path, HEAD + "A,Xã A,commune,X,,,\nB,Xã B,commune,,,,A;Y\n")
    with pytest.raises(TableError) as caught:
        read_units(path)
    assert [one.values["unit"] for one in (caught.value, *caught.value.others)] == [
        "X",
        "Y",
    ]


def test_a_table_without_units(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read_units(units(tmp_path, HEAD))
    assert caught.value.code == "table_no_rows"
