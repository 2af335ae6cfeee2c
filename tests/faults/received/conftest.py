"""An archive with files that came signed, whole and spoiled, and some that could not be filed."""

from __future__ import annotations

import hashlib
import io
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipeline.config import Settings, load_settings
from tests.support.signed_pdfs import (
    byte_changed,
    made_person,
    page_added_to,
    plain_pdf,
    signed_pdf,
    unlisted_pdf,
)
from tests.support.whole_commands import OPERATOR, sohoa, table

AN = made_person("Nguyễn Văn An")
ONE = signed_pdf(AN)


def locked(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="x", user="y"))
    return out.getvalue()


def numbered(number: int) -> bytes:
    return plain_pdf().replace(b"100 100 re", b"1%02d 100 re" % number)


CONTENT = {
    "D-whole.pdf": ONE,
    "D-broken.pdf": byte_changed(ONE),
    "D-changed.pdf": page_added_to(ONE),
    "D-unlisted.pdf": unlisted_pdf(AN),
    "D-locked.pdf": locked(ONE),
    "D-plain/1.pdf": numbered(1),
    "D-plain/2.pdf": numbered(2),
    "D-plain/3.pdf": numbered(3),
}


DOUBTFUL = {
    "D-broken.1": "broken",
    "D-changed.1": "changed",
    "D-unlisted.1": "unlisted",
}


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("received") / "inbox"
    for name, data in CONTENT.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


@pytest.fixture(scope="session")
def received(
    tmp_path_factory: pytest.TempPathFactory, empty_archive: Path, inbox: Path
) -> tuple[Path, Any]:
    """An archive after one run, without signing, and the run's answer; only to be read."""
    place = Path(
        shutil.copytree(empty_archive, tmp_path_factory.mktemp("received") / "kho")
    )
    return place, run(inbox, place)


def run(inbox: Path, archive: Path) -> Any:
    words = (
        "run",
        inbox,
        "--archive",
        archive,
        "--operator",
        OPERATOR,
        "--workers",
        1,
        "--json",
    )
    return sohoa(*words, SOHOA_SIGNING="none")


@pytest.fixture
def kho(received: tuple[Path, Any], tmp_path: Path) -> Path:
    return Path(shutil.copytree(received[0], tmp_path / "kho"))


@pytest.fixture
def settings(kho: Path) -> Settings:
    return load_settings(kho, environ={}, options={"operator": OPERATOR})


def row_of(archive: Path, document_id: str) -> dict[str, Any]:
    return next(
        row for row in table(archive, "documents") if row["document_id"] == document_id
    )


def filed(archive: Path, document_id: str) -> Path:
    return archive / row_of(archive, document_id)["pdf_path"]


def original(archive: Path, name: str) -> Path:
    sha256 = hashlib.sha256(CONTENT[name]).hexdigest()
    return archive / "originals" / sha256[:2] / sha256


def spoil(path: Path) -> None:
    """One bit of it is another, its size the same."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o640)
    path.write_bytes(data)


def failures(answer: dict[str, Any]) -> set[tuple[str, str]]:
    return {(Path(one["path"]).name, one["code"]) for one in answer["failed"]}
