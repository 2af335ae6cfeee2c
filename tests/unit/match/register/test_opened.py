"""Registers are opened whole or not at all."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.match.decision.decide import match_person
from pipeline.match.register import check_register, current_register, open_register
from pipeline.match.register.build import build_register
from schemas.linkage import PersonQuery
from tests.unit.match.conftest import AN, BINH

Write = Callable[..., Path]


def _manifest_edit(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_no_register(tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(UsageError) as caught:
            open_register(place)
        assert caught.value.code == "register_missing"


def test_other_version(write_csv: Write, tmp_path: Path) -> None:
    build_register(write_csv([AN]), tmp_path / "R")
    _manifest_edit(tmp_path / "R", format=99)
    with pytest.raises(UsageError) as caught:
        open_register(tmp_path / "R")
    assert caught.value.code == "register_version"
    assert build_register(write_csv([AN]), tmp_path / "R").accepted == 1
    assert len(open_register(tmp_path / "R")) == 1


@pytest.mark.parametrize(
    "damage", ["truncated", "gone", "manifest", "no_files", "extended"]
)
def test_damaged(write_csv: Write, tmp_path: Path, damage: str) -> None:
    build_register(write_csv([AN, BINH]), tmp_path / "R")
    file = next((tmp_path / "R").rglob("key_birth_sorted.npy"))
    if damage == "truncated":
        file.write_bytes(file.read_bytes()[:-4])
    elif damage == "extended":
        file.write_bytes(file.read_bytes() + b"\0")
    elif damage == "gone":
        file.unlink()
    elif damage == "manifest":
        (tmp_path / "R" / "manifest.json").write_bytes(b'{"format": 1, ')
    else:
        _manifest_edit(tmp_path / "R", files=None)
    with pytest.raises(UsageError) as caught:
        open_register(tmp_path / "R")
    assert caught.value.code == "register_damaged"


def test_changed_bytes_are_found_by_the_full_check(
    write_csv: Write, tmp_path: Path
) -> None:
    build_register(write_csv([AN, BINH]), tmp_path / "R")
    file = next((tmp_path / "R").rglob("birth.npy"))
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(UsageError, match=r"birth\.npy has changed"):
        check_register(tmp_path / "R")


def test_register_survives_pickling_by_path(write_csv: Write, tmp_path: Path) -> None:
    build_register(write_csv([AN]), tmp_path / "R")
    register = open_register(tmp_path / "R")
    packed = pickle.dumps(register)
    assert len(packed) < 1000
    assert pickle.loads(packed).citizen(0) == register.citizen(0)


def test_a_process_that_runs_on_sees_the_newer_register(
    write_csv: Write, tmp_path: Path
) -> None:
    build_register(write_csv([AN]), tmp_path / "R")
    first = current_register(tmp_path / "R")
    assert current_register(tmp_path / "R") is first
    build_register(write_csv([AN, BINH]), tmp_path / "R")
    assert len(first) == 1
    assert len(current_register(tmp_path / "R")) == 2


def test_a_register_from_before_shortened_names_opens(
    write_csv: Write, tmp_path: Path
) -> None:
    build_register(write_csv([AN, BINH]), tmp_path / "R")
    manifest = json.loads((tmp_path / "R" / "manifest.json").read_text())
    files = {n: f for n, f in manifest["files"].items() if not n.startswith("short_")}
    assert len(files) == len(manifest["files"]) - 2
    _manifest_edit(tmp_path / "R", files=files)
    query = PersonQuery("q", full_name="Trần Bình", birth_date="30/11/1990")
    settings = load_settings(environ={}).matching
    register = open_register(tmp_path / "R")
    assert match_person(query, register, settings).candidate_ids
