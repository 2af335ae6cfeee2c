"""Files are signed when their bytes are those of the record, and only then."""

import json
from hashlib import sha256

import pytest
from archive_pages import blank_page, description

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.verify.written import check_signatures
from pipeline.config import load_settings
from pipeline.errors import DeferredError, UsageError
from pipeline.operations.signing import sign_waiting
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.typed import read_rows
from schemas.tables.rows import DocumentRow, EventRow


@pytest.fixture(scope="module")
def paper(tmp_path_factory) -> bytes:
    place = tmp_path_factory.mktemp("paper") / "a.pdf"
    write_archival_pdf([blank_page()], description(), place)
    return place.read_bytes()


@pytest.fixture
def folder(tmp_path):
    """With keys, in place of the one without."""
    return create_archive(tmp_path / "kho", development_keys=True)


def settings(folder, **options):
    given = {"operator": "Nguyễn Thị Mẫu", "lang": "en", **options}
    return load_settings(folder.root, environ={}, options=given)


def rows(folder):
    found = read_rows(ParquetStore(folder.store), "documents", DocumentRow)
    return {row.document_id: row for row in found}


def events(folder):
    return read_rows(ParquetStore(folder.store), "events", EventRow)


def test_what_waits_is_signed_and_recorded(folder, file_paper, paper):
    before = file_paper(content=paper, pdfa_part="2u")
    answer = sign_waiting(folder.root, settings(folder), upgrade=False)
    assert (answer["signed"], answer["refused"], answer["waiting"]) == (1, [], 0)
    row, pdf = rows(folder)["A-1.1"], folder.root / before.pdf_path
    content = pdf.read_bytes()
    assert content.startswith(paper) and len(content) == row.pdf_bytes
    assert row.pdf_sha256 == sha256(content).hexdigest()
    assert row.signature_level == answer["level"] != "unsigned"
    assert row.operator == "Nguyễn Thị Mẫu"
    (verdict,) = check_signatures(pdf, folder.keys)
    assert verdict.valid
    (event,) = events(folder)
    assert (event.action, event.item) == ("digital signature generation", "A-1.1")
    assert json.loads(event.detail)["sha256"] == row.pdf_sha256
    again = sign_waiting(folder.root, settings(folder), upgrade=False)
    assert again["signed"] == 0 and pdf.read_bytes() == content


def test_changed_bytes_are_not_made_lawful_and_the_others_are_signed(
    folder, file_paper, paper
):
    file_paper("A-1", content=paper, pdfa_part="2u")
    changed = folder.root / file_paper("B-1", content=paper, pdfa_part="2u").pdf_path
    changed.write_bytes(paper + b"x")
    gone = folder.root / file_paper("C-1", content=paper, pdfa_part="2u").pdf_path
    gone.unlink()
    answer = sign_waiting(folder.root, settings(folder), upgrade=False)
    assert answer["signed"] == 1
    assert {one["document_id"]: one["code"] for one in answer["refused"]} == {
        "B-1.1": "file_changed",
        "C-1.1": "file_missing",
    }
    assert changed.read_bytes() == paper + b"x" and not gone.exists()
    assert {
        key: row.signature_level for key, row in rows(folder).items() if key != "A-1.1"
    } == {
        "B-1.1": "unsigned",
        "C-1.1": "unsigned",
    }
    assert {one.item for one in events(folder) if one.action == "fixity check"} == {
        "B-1.1",
        "C-1.1",
    }


@pytest.mark.parametrize(
    ("options", "upgrade", "kind", "code"),
    [
        ({"signing": "none"}, False, UsageError, "signing_off"),
        ({"operator": " "}, False, UsageError, "no_operator"),
        ({}, True, DeferredError, "upgrade_deferred"),
    ],
)
def test_what_it_can_not_do_is_said_before_anything_changes(
    folder, file_paper, paper, options, upgrade, kind, code
):
    pdf = folder.root / file_paper(content=paper, pdfa_part="2u").pdf_path
    with pytest.raises(kind) as caught:
        sign_waiting(folder.root, settings(folder, **options), upgrade=upgrade)
    assert caught.value.code == code
    assert pdf.read_bytes() == paper
