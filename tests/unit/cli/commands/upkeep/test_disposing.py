"""dispose as a person calls it: due, listed, signed, removed, told; and each refusal in words."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.commands.papers import sign
from cli.commands.upkeep import disposing
from pipeline.operations.upkeep.create import create_archive
from tests.support.disposal import CLERK, HEAD, KEPT, OLD, OTHER, make_old_archive
from tests.unit.cli.one_module import run_module

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that names who may decide."""
    root = make_old_archive(tmp_path_factory.mktemp("made") / "kho").root
    settings = root / "sohoa.toml"
    lines = settings.read_text(encoding="utf-8")
    settings.write_text(f'{lines}\n[disposal]\nsigners = ["{HEAD}"]\n', "utf-8")
    return root.parent


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "place"))


def dispose(place: Path, *words: object) -> int:
    archive = ("--archive", place / "kho", "--operator", CLERK)
    return run_module(disposing.add_to, "dispose", *map(str, (*words, *archive)))


def sign_list(place: Path) -> Path:
    signed = place / "signed.pdf"
    assert dispose(place, "--due", "--out", place / "list.pdf") == 0
    words = ("sign", place / "list.pdf", "--out", signed, "--operator", HEAD)
    archive = ("--archive", place / "kho")
    assert run_module(sign.add_to, *map(str, (*words, *archive))) == 0
    return signed


def test_what_is_due_is_listed_and_no_more(tmp_path: Path, capsys: Capture) -> None:
    create_archive(tmp_path / "kho", development_keys=False)
    assert dispose(tmp_path, "--due", "--on", "2050-01-01", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["on"], said["dossiers"], said["kept"]) == ("2050-01-01", [], 0)
    assert dispose(tmp_path, "--due", "--lang", "en") == 0
    assert "Nothing was removed" in capsys.readouterr().out
    assert dispose(tmp_path, "--due", "--out", tmp_path / "list.pdf", "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "nothing_due"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--due", "--done"),
        ("--due", "--remove"),
        ("--remove",),
        ("--done", "--on", "2050-01-01"),
        ("--decision", "x.pdf", "--out", "y.pdf"),
    ],
)
def test_two_things_at_once_are_refused(
    place: Path, capsys: Capture, words: tuple[str, ...]
) -> None:
    assert dispose(place, *words, "--json") == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "dispose_what"


def test_from_the_list_to_the_register(place: Path, capsys: Capture) -> None:
    signed = sign_list(place)
    assert capsys.readouterr().out == "", "with --out nothing goes to stdout"
    assert dispose(place, "--decision", signed) == 0
    said = capsys.readouterr().out
    assert "Chưa xóa gì" in said and "2 văn bản của 2 hồ sơ" in said
    assert dispose(place, "--decision", signed, "--remove", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["removed"], answer["documents"]) == (True, 2)
    left = {one.name for one in (place / "kho" / "documents").rglob("*.pdf")}
    assert left == {f"{KEPT}.1.pdf"}
    assert dispose(place, "--decision", signed, "--remove", "--lang", "en") == 0
    assert "was carried out" in capsys.readouterr().out
    assert dispose(place, "--done") == 0
    said = capsys.readouterr().out
    assert f"{OLD}.1" in said and f"{OTHER}.1" in said and HEAD in said


def test_a_list_that_is_no_longer_true_is_told(place: Path, capsys: Capture) -> None:
    signed = sign_list(place)
    (place / "kho" / "documents" / OLD / "2024" / OLD / f"{OLD}.1.pdf").unlink()
    capsys.readouterr()
    assert dispose(place, "--decision", signed, "--remove", "--lang", "en") == 1
    said = capsys.readouterr().out
    assert "Nothing was removed" in said and f"{OLD}.1" in said
    assert "disposal_paper_changed" in said


def test_an_unsigned_list_is_refused_in_words(place: Path, capsys: Capture) -> None:
    sign_list(place)
    capsys.readouterr()
    words = ("--decision", place / "list.pdf", "--remove", "--json")
    assert dispose(place, *words) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "decision_signature" and "chữ ký" in error["message"]


def test_sign_takes_a_file_and_its_place_together(place: Path, capsys: Capture) -> None:
    archive = ("--archive", str(place / "kho"), "--json", "--operator", HEAD)
    for words in (
        ("a.pdf",),
        ("--out", "b.pdf"),
        ("a.pdf", "--out", "b.pdf", "--upgrade"),
    ):
        assert run_module(sign.add_to, "sign", *words, *archive) == 2
        assert json.loads(capsys.readouterr().out)["error"]["code"] == "sign_what"
    (place / "a.pdf").write_bytes(b"no PDF")
    words = ("sign", str(place / "a.pdf"), "--out", str(place / "b.pdf"), *archive)
    assert run_module(sign.add_to, *words) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "no_pdf_to_sign"
