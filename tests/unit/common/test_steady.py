"""A writer that may not be told of a full disk learns of it at the end."""

import pytest

from pipeline.common.steady import steady_file


def test_what_is_written_is_there(tmp_path):
    with steady_file(tmp_path / "a") as file:
        file.write(b"one ")
        file.write(b"two")
    assert (tmp_path / "a").read_bytes() == b"one two"


def test_a_full_disk_is_kept_until_all_is_written(small_disk):
    written = 0
    with (
        pytest.raises(OSError, match="No space left"),
        steady_file(small_disk / "a") as file,
    ):
        for _ in range(4):
            written += file.write(bytes(1 << 20))
    assert written == 4 << 20
