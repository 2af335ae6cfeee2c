"""Points of the work cost nothing until a test looks at them."""

from pathlib import Path

import pytest

from pipeline.common import fault_points
from pipeline.common.fault_points import reach
from pipeline.common.files import replace_file


def test_nothing_happens_unless_a_test_asks(tmp_path: Path) -> None:
    assert fault_points.at_point is None
    reach("anything")


def test_each_step_of_a_write_is_named_and_may_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, reached = tmp_path / "a", list[str]()
    monkeypatch.setattr(fault_points, "at_point", reached.append)
    replace_file(place, b"one")
    assert reached == [
        "file.write",
        "file.sync",
        "file.synced",
        "file.rename",
        "file.renamed",
    ]

    def fail(point: str) -> None:
        if point == "file.rename":
            raise OSError(5, "it failed")

    monkeypatch.setattr(fault_points, "at_point", fail)
    with pytest.raises(OSError):
        replace_file(place, b"two")
    assert place.read_bytes() == b"one" and list(tmp_path.iterdir()) == [place]
