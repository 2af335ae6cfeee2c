"""Reading copies of a dossier: what can't be copied is told, the others are copied."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.operations.exporting.reading_copies import export_reading_copies
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow
from tests.support.archive_pages import description, drawn_page
from tests.support.disposal import record_disposal
from tests.support.store_rows import made_row

CODE = "H26.27-241105-0012"
SETTINGS = load_settings(environ={}, options={"lang": "en", "operator": "Trần Văn Lưu"})


@pytest.fixture
def folder(tmp_path):
    """A paper of ours, one that arrived signed, one that was changed, one that is gone."""
    folder = create_archive(tmp_path / "kho", development_keys=False)
    write_archival_pdf([drawn_page("jpeg")], description(), tmp_path / "a.pdf")
    paper, rows = (tmp_path / "a.pdf").read_bytes(), []
    for ordinal, level in enumerate(("B-LTA", "received", "B-LTA", "B-LTA"), start=1):
        name = f"{CODE}.{ordinal}"
        row = made_row(
            DocumentRow,
            document_id=name,
            dossier_code=CODE,
            ordinal=ordinal,
            pdf_path=f"documents/H26.27/2024/{CODE}/{name}.pdf",
            pdf_sha256=sha256(paper).hexdigest(),
            pdf_bytes=len(paper),
            signature_level=level,
        )
        pdf = folder.root / row.pdf_path
        pdf.parent.mkdir(parents=True, exist_ok=True)
        if ordinal < 4:
            pdf.write_bytes(paper + b"\n" * (ordinal == 3))
        rows.append(row)
    ParquetStore(folder.store).commit(StoreChange(append={"documents": rows}))
    return folder


def test_each_paper_is_copied_or_told(folder, tmp_path):
    out = tmp_path / "xem"
    said = export_reading_copies(folder.root, SETTINGS, [CODE, "none", CODE], out)
    [copy] = said["copies"]
    assert Path(copy["path"]) == out / f"{CODE}.1.reading.pdf"
    assert (copy["pages"], copy["layered_pages"]) == (1, 1)
    assert (
        copy["bytes"] == Path(copy["path"]).stat().st_size < copy["archival_bytes"] / 2
    )
    assert [path.name for path in out.iterdir()] == [f"{CODE}.1.reading.pdf"]
    assert [(one["dossier_code"], one["code"]) for one in said["refused"]] == [
        (CODE, "reading_received"),
        (CODE, "file_changed"),
        (CODE, "file_missing"),
        ("none", "unknown_dossier"),
    ]
    assert said["refused"][0]["message"].startswith(f"{CODE}.2.pdf: ")
    trail = (folder.root / "audit.jsonl").read_text(encoding="utf-8")
    assert '"export"' in trail and CODE in trail and "Trần Văn Lưu" in trail


def test_not_into_the_archive(folder):
    with pytest.raises(UsageError) as caught:
        export_reading_copies(folder.root, SETTINGS, [CODE], folder.root / "xem")
    assert caught.value.code == "export_in_archive"
    assert not (folder.root / "xem").exists()


def test_what_was_disposed_of_is_told_and_not_copied(folder, tmp_path):
    record_disposal(ParquetStore(folder.store), CODE)
    out = tmp_path / "xem"
    said = export_reading_copies(folder.root, SETTINGS, [CODE], out)
    assert said["copies"] == [] and list(out.iterdir()) == []
    assert [one["code"] for one in said["refused"]] == ["dossier_disposed"]
    assert "02/01/2030" in said["refused"][0]["message"]
