"""One changed byte of a filed file is found, by `verify` and by its signatures alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.archive.verify.written import check_signatures
from tests.faults.changed_bytes import change_bytes, sealed_files
from tests.support.whole_commands import Answer


@pytest.mark.slow
def test_every_changed_byte_is_found(
    filled: tuple[Path, Answer], tmp_path: Path
) -> None:
    archive = Path(shutil.copytree(filled[0], tmp_path / "kho"))
    files = sealed_files(archive)
    before = {file: file.read_bytes() for file in files}
    for file in files:
        [verdict] = check_signatures(file, archive / "keys")
        assert verdict.valid and verdict.covers_file and verdict.level == "B-LTA"
    found = change_bytes(archive, files, places=12)
    assert [seen.tried for seen in found.values()] == [12, 12]
    for seen in found.values():
        assert (seen.by_verify, seen.by_signatures) == ([], [])
    assert {file: file.read_bytes() for file in files} == before
