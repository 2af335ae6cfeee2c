"""Arrays become the register by one rename; before it nothing has changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import BusyError, UsageError
from pipeline.match.register.check import Rejection
from pipeline.match.register.history import Step
from pipeline.match.register.layout import read_manifest
from pipeline.match.register.writing import (
    RejectedRows,
    data_in_force,
    only_writer,
    put_in_force,
    refuse_other_things,
    write_data,
)

STEP, NONE = Step("build", "aa", {"rows": 3}), RejectedRows("rejected.csv", ())


def arrays(*numbers: int) -> list[tuple[str, np.ndarray]]:
    return [("citizen_id", np.array(numbers, np.uint64))]


def folders(register: Path) -> list[str]:
    return sorted(p.name for p in register.iterdir() if p.is_dir())


def test_data_count_once_they_are_put_in_force(tmp_path: Path) -> None:
    first = write_data(tmp_path, arrays(1, 2), 2)
    put_in_force(tmp_path, first, STEP, NONE)
    second = write_data(tmp_path, arrays(1, 2, 3), 3)
    assert data_in_force(tmp_path) == first
    assert folders(tmp_path) == sorted((first.folder, second.folder))
    put_in_force(tmp_path, second, STEP, NONE)
    assert data_in_force(tmp_path) == second
    assert folders(tmp_path) == [second.folder]
    assert read_manifest(tmp_path)["accepted"] == 3


def test_the_same_data_again_take_another_name(tmp_path: Path) -> None:
    first = write_data(tmp_path, arrays(1), 1)
    second = write_data(tmp_path, arrays(1), 1)
    assert first.digest == second.digest
    assert first.folder != second.folder


def test_rows_left_out_are_listed_in_order(tmp_path: Path) -> None:
    rejections = (Rejection(9, "gender", "b"), Rejection(3, "citizen_id", "a"))
    data = write_data(tmp_path, arrays(1), 1)
    put_in_force(tmp_path, data, STEP, RejectedRows("left-out.csv", rejections))
    lines = (tmp_path / "left-out.csv").read_text().splitlines()
    assert lines == ["row,column,reason", "3,citizen_id,a", "9,gender,b"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with (
        only_writer(tmp_path / "R"),
        pytest.raises(BusyError),
        only_writer(tmp_path / "R"),
    ):
        pass


def test_what_a_build_left_is_no_other_thing(tmp_path: Path) -> None:
    refuse_other_things(tmp_path / "nothing")
    (tmp_path / ".lock").touch()
    (tmp_path / "history.jsonl").touch()
    write_data(tmp_path, arrays(1), 1)
    refuse_other_things(tmp_path)
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(UsageError):
        refuse_other_things(tmp_path)
