"""Files are signed when their bytes are those of the record, and only then."""

import json
from hashlib import sha256

import pytest

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.verify.written import check_signatures
from pipeline.common.clock import now
from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.operations.signing import extend_signatures, sign_waiting
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.typed import read_rows
from schemas.archive import ArchivalPdf
from schemas.tables.rows import DocumentRow, EventRow
from tests.support.archive_pages import blank_page, description
from tests.support.tsa_server import serving


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
    answer = sign_waiting(folder.root, settings(folder))
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
    again = sign_waiting(folder.root, settings(folder))
    assert again["signed"] == 0 and pdf.read_bytes() == content


def test_changed_bytes_are_not_made_lawful_and_the_others_are_signed(
    folder, file_paper, paper
):
    file_paper("A-1", content=paper, pdfa_part="2u")
    changed = folder.root / file_paper("B-1", content=paper, pdfa_part="2u").pdf_path
    changed.write_bytes(paper + b"x")
    gone = folder.root / file_paper("C-1", content=paper, pdfa_part="2u").pdf_path
    gone.unlink()
    answer = sign_waiting(folder.root, settings(folder))
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


@pytest.mark.parametrize("command", [sign_waiting, extend_signatures])
@pytest.mark.parametrize(
    ("options", "code"),
    [({"signing": "none"}, "signing_off"), ({"operator": " "}, "no_operator")],
)
def test_what_it_can_not_do_is_said_before_anything_changes(
    tmp_path, options, code, command
):
    folder = create_archive(tmp_path / "kho", development_keys=False)
    with pytest.raises(UsageError) as caught:
        command(folder.root, settings(folder, **options))
    assert caught.value.code == code


def test_without_a_time_stamper_nothing_can_be_extended(tmp_path):
    folder = create_archive(tmp_path / "kho", development_keys=False)
    with pytest.raises(UsageError) as caught:
        extend_signatures(folder.root, settings(folder))
    assert caught.value.code == "no_timestamper"


def signed_paper(folder, paper, tmp_path, level: str) -> bytes:
    """The paper with the organ's signature of a level."""
    given = settings(folder)
    profile = profile_named("archive-organ").model_copy(update={"level": level})
    signer = open_signer(profile, folder.keys, given.keys, given.organ, given.operator)
    (tmp_path / "in.pdf").write_bytes(paper)
    plain = ArchivalPdf(str(tmp_path / "in.pdf"), "2u", 1, ())
    signer.sign(plain, tmp_path / "out.pdf", now())
    return (tmp_path / "out.pdf").read_bytes()


def test_signatures_are_extended_as_far_as_the_time_stamper_answers(
    folder, file_paper, paper, tmp_path
):
    stamped = signed_paper(folder, paper, tmp_path, "B-T")
    lasting = signed_paper(folder, paper, tmp_path, "B-LTA")
    for code in ("A-1", "B-1", "C-1"):
        file_paper(code, content=stamped, pdfa_part="2u", signature_level="B-T")
    kept = file_paper("D-1", content=lasting, pdfa_part="2u", signature_level="B-LTA")
    changed = folder.root / rows(folder)["B-1.1"].pdf_path
    changed.write_bytes(stamped + b"x")
    with serving(folder.keys) as service:
        given = settings(folder, keys={"development": True, "tsa_url": service.url})
        service.answers = 0
        away = extend_signatures(folder.root, given)
        assert (away["extended"], away["waiting"], away["lasting"]) == (0, 3, 1)
        service.answers = 2  # one look, and one file
        first = extend_signatures(folder.root, given)
        assert (first["extended"], first["waiting"]) == (1, 1)
        assert [one["code"] for one in first["refused"]] == ["file_changed"]
        assert rows(folder)["A-1.1"].signature_level == "B-LTA"
        assert rows(folder)["C-1.1"].signature_level == "B-T"
        service.answers = None
        last = extend_signatures(folder.root, given)
        assert (last["extended"], last["waiting"], last["lasting"]) == (1, 0, 2)
    for code in ("A-1.1", "C-1.1"):
        row = rows(folder)[code]
        content = (folder.root / row.pdf_path).read_bytes()
        assert content.startswith(stamped) and len(content) == row.pdf_bytes
        assert row.pdf_sha256 == sha256(content).hexdigest()
        [verdict] = check_signatures(folder.root / row.pdf_path, folder.keys)
        assert (verdict.level, verdict.valid, verdict.covers_file) == (
            "B-LTA",
            True,
            True,
        )
    assert changed.read_bytes() == stamped + b"x"
    assert (folder.root / kept.pdf_path).read_bytes() == lasting
    said = {
        one.item: json.loads(one.detail)
        for one in events(folder)
        if one.action == "digital signature generation"
    }
    assert {key: one["extended_from"] for key, one in said.items()} == {
        "A-1.1": "B-T",
        "C-1.1": "B-T",
    }
