"""sign and sign --upgrade as a person calls them."""

import json
from hashlib import sha256

import pytest

from cli.app import run_here
from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.common.clock import now
from pipeline.config import load_settings
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow
from tests.support.archive_pages import blank_page, description
from tests.support.store_rows import made_row
from tests.support.tsa_server import serving


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """With one paper that has no signature and one of level B-T."""
    place = tmp_path_factory.mktemp("sign")
    folder = create_archive(place / "kho", development_keys=True)
    plain = write_archival_pdf([blank_page()], description(), place / "a.pdf")
    settings = load_settings(folder.root, environ={})
    signer = open_signer(
        profile_named("archive-organ").model_copy(update={"level": "B-T"}),
        folder.keys,
        settings.keys,
        settings.organ,
        "Lê Thị Thử",
    )
    signer.sign(plain, place / "b.pdf", now())
    rows = []
    for code, level, name in (("A-1", "unsigned", "a.pdf"), ("B-1", "B-T", "b.pdf")):
        paper = (place / name).read_bytes()
        row = made_row(
            DocumentRow,
            document_id=f"{code}.1",
            dossier_code=code,
            pdf_path=f"documents/H1/2026/{code}/{code}.1.pdf",
            pdf_sha256=sha256(paper).hexdigest(),
            pdf_bytes=len(paper),
            signature_level=level,
            pdfa_part="2u",
            page_count=1,
        )
        pdf = folder.root / row.pdf_path
        pdf.parent.mkdir(parents=True)
        pdf.write_bytes(paper)
        rows.append(row)
    ParquetStore(folder.store).commit(StoreChange(append={"documents": rows}))
    return folder


def call(folder, *more):
    words = ["sign", "--archive", str(folder.root), "--operator", "Lê Thị Thử"]
    return run_here([*words, *more])


def test_upgrading_without_an_answer_is_put_off(folder, capsys, monkeypatch):
    with serving(folder.keys) as service:
        service.answers = 0
        monkeypatch.setenv("SOHOA_KEYS__TSA_URL", service.url)
        assert call(folder, "--upgrade", "--json") == 3
        assert json.loads(capsys.readouterr().out) == {
            "extended": 0,
            "lasting": 0,
            "refused": [],
            "waiting": 1,
        }
        assert call(folder, "--upgrade", "--lang", "en") == 3
        assert "0 signatures extended" in capsys.readouterr().out


def test_what_waits_is_signed_and_then_all_of_it_lasts(folder, capsys):
    assert call(folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["signed"] == 1
    assert call(folder, "--upgrade", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["extended"], said["lasting"]) == (1, 1)
