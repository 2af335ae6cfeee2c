"""A disk that gets full: a small tmpfs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


def mount(place: Path, options: str) -> None:
    """Mount a tmpfs (or change its options); skips where that is not allowed."""
    if os.geteuid() != 0:
        pytest.skip("mounting a disk of its own needs root")
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KiB and 64 files."""
    place = tmp_path / "disk"
    place.mkdir()
    mount(place, "size=256k,nr_inodes=64")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)
