"""A filed file is replaced only by itself and what is added behind it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.archive.signing.signer import describe_signed
from pipeline.config import load_settings
from pipeline.errors import InputError
from pipeline.open_archive import Access, open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.signing.desk import SigningDesk
from pipeline.store.record import StoreChange
from pipeline.store.typed import read_rows
from schemas.archive import SignedPdf
from schemas.tables.rows import DocumentRow, EventRow
from tests.support.store_rows import made_row

CONTENT = b"%PDF-1.7 a file"
PLACE = "documents/H1/2026/A/A.1.pdf"


@pytest.fixture
def archive(tmp_path):
    root = create_archive(tmp_path / "kho", development_keys=False).root
    (root / PLACE).parent.mkdir(parents=True)
    (root / PLACE).write_bytes(CONTENT)
    row = made_row(
        DocumentRow,
        document_id="A",
        signature_level="unsigned",
        pdf_path=PLACE,
        pdf_sha256=sha256(CONTENT).hexdigest(),
        pdf_bytes=len(CONTENT),
    )
    settings = load_settings(root, environ={}, options={"operator": "Lê Văn Thử"})
    with open_archive(root, settings, Access.WRITE) as opened:
        opened.store.commit(StoreChange(append={"documents": [row]}))
        yield opened


def copy_with(added: bytes, level: str = "B-B", first: bytes = CONTENT):
    def make(row: DocumentRow, pdf: Path, aside: Path) -> SignedPdf:
        aside.write_bytes(first + added)
        return describe_signed(aside, level)

    return make


def row_of(archive) -> DocumentRow:
    return read_rows(archive.store, "documents", DocumentRow)[0]


def test_the_record_says_what_is_there(archive):
    desk = SigningDesk(archive, "archive-organ", copy_with(b" signed"))
    assert desk.replace("A")
    content = (archive.folder.root / PLACE).read_bytes()
    row = row_of(archive)
    assert content == CONTENT + b" signed"
    assert (row.pdf_sha256, row.pdf_bytes) == (
        sha256(content).hexdigest(),
        len(content),
    )
    assert (row.signature_level, row.operator) == ("B-B", "Lê Văn Thử")
    assert not desk.replace("A")  # it is signed now
    longer = SigningDesk(
        archive, "", copy_with(b" more", "B-LTA", content), frozenset({"B-B"})
    )
    assert longer.replace("A")
    details = [
        json.loads(one.detail) for one in read_rows(archive.store, "events", EventRow)
    ]
    assert [one.get("extended_from") for one in details] == [None, "B-B"]


def test_a_copy_that_begins_otherwise_is_not_put_there(archive):
    desk = SigningDesk(
        archive, "archive-organ", copy_with(b"", first=b"%PDF-1.7 other!")
    )
    with pytest.raises(InputError) as caught:
        desk.replace("A")
    assert caught.value.code == "file_changed"
    assert [path.name for path in (archive.folder.root / PLACE).parent.iterdir()] == [
        "A.1.pdf"
    ]
    assert (archive.folder.root / PLACE).read_bytes() == CONTENT


def test_a_crash_between_file_and_record_is_made_good(archive, monkeypatch):
    def crash(*_: object) -> bool:
        raise KeyboardInterrupt

    desk = SigningDesk(archive, "archive-organ", copy_with(b" signed"))
    with monkeypatch.context() as fault:
        fault.setattr(SigningDesk, "_record", crash)
        with pytest.raises(KeyboardInterrupt):
            desk.replace("A")
    assert row_of(archive).signature_level == "unsigned"
    assert desk.replace("A")
    assert row_of(archive).signature_level == "B-B"


def test_what_was_signed_elsewhere_is_put_in_its_place(archive):
    aside = archive.folder.root / "documents/H1/2026/A/.aside"
    aside.write_bytes(CONTENT + b" elsewhere")
    assert SigningDesk(archive, "counter-person").put("A", aside, "B-B")
    assert (archive.folder.root / PLACE).read_bytes() == CONTENT + b" elsewhere"
    with pytest.raises(ValueError, match="makes no signatures"):
        SigningDesk(archive, "", levels=frozenset({"B-B"})).replace("A")
