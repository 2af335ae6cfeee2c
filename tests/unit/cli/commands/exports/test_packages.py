"""export aip, sip and check as a person calls them."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from cli.app import run_here
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow
from tests.support.store_rows import made_row

CODE = "H26.27-241105-0012"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """With a dossier of one paper."""
    folder = create_archive(tmp_path / "kho", development_keys=False)
    place = f"documents/H26.27/2024/{CODE}/{CODE}.1.pdf"
    (folder.root / place).parent.mkdir(parents=True)
    (folder.root / place).write_bytes(b"%PDF")
    row = made_row(
        DocumentRow,
        document_id=f"{CODE}.1",
        dossier_code=CODE,
        ordinal=1,
        agency_code="H26.27",
        document_type="to_khai",
        pdf_path=place,
        pdf_sha256=sha256(b"%PDF").hexdigest(),
        pdf_bytes=4,
        digitized_at="2026-07-01T08:00:00.000+07:00",
        page_count=1,
        status="done",
    )
    ParquetStore(folder.store).commit(StoreChange(append={"documents": [row]}))
    return folder.root


def test_a_package_is_made_checked_and_spoiled(archive, tmp_path, capsys):
    out = tmp_path / "goi"
    words = ["export", "aip", CODE, "--archive", str(archive), "--out", str(out)]
    assert run_here([*words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    package = Path(said["packages"][0]["path"])
    assert package.parent == out and said["refused"] == []
    assert run_here(["export", "check", str(package), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "packages": 1,
        "checked": said["packages"][0]["files"] - 1,
        "failed": [],
    }
    (package / "extra.txt").write_bytes(b"x")
    assert run_here(["export", "check", str(package)]) == 1
    shown = capsys.readouterr().out
    assert "extra.txt: Tệp không có trong danh sách của gói." in shown
    assert run_here([*words, "--json"]) == 2, "it stands there already"
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "package_exists"
    assert run_here([*words, "--zip"]) == 0
    assert f"AIP_hoso_{CODE}.zip" in capsys.readouterr().out


def test_a_wrong_archive_makes_no_folder(tmp_path, capsys):
    out = tmp_path / "goi"
    words = ["export", "aip", CODE, "--archive", str(tmp_path), "--out", str(out)]
    assert run_here([*words, "--json"]) == 2
    assert not out.exists()
    capsys.readouterr()


def test_an_unknown_dossier_is_named(archive, tmp_path, capsys):
    words = ["export", "sip", "H1-0", "--archive", str(archive), "--out", str(tmp_path)]
    assert run_here([*words, "--lang", "en"]) == 1
    assert "H1-0: not packed: the archive has no such dossier" in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--out", "/nowhere/goi"],
        ["--maintenance", "99", "--out", "."],
    ],
)
def test_wrong_words_change_nothing(archive, capsys, words):
    asked = ["export", "aip", CODE, "--archive", str(archive), *words, "--json"]
    assert run_here(asked) == 2
    assert json.loads(capsys.readouterr().out)["error"]["remedy"]
