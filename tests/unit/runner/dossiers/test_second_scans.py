"""A sheet that is on file and comes again is named, by both papers, at its commit."""

from __future__ import annotations

import io
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipeline.ledger import Ledger
from pipeline.operations.checks.reconcile import reconcile
from pipeline.operations.checks.verify import verify
from pipeline.operations.finding.find import search
from pipeline.operations.upkeep.create import create_archive
from pipeline.review.open_items.items import open_items
from pipeline.runner.dossiers.second_scans import find_second_scans
from pipeline.search.request import SearchRequest
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow, MatchRow, PageRow
from schemas.work import DocumentRows
from tests.support.drawn_pages import Drawn, drawn_pixels
from tests.support.small_batches import quick_settings, run_quickly
from tests.support.store_rows import made_row
from tests.unit.plan.test_second_scans import ONE, OTHER, TEXT

CITIZEN = "001085000001"


def made(code: str, ordinal: int = 1, **document: object) -> DocumentRows:
    """A paper of one page."""
    name = f"{code}.{ordinal}"
    row = {
        "document_id": name,
        "dossier_code": code,
        "ordinal": ordinal,
        "source_sha256": name,
        "status": "done",
    }
    return DocumentRows(
        made_row(DocumentRow, **{**row, **document}),
        pages=(made_row(PageRow, document_id=name, page=1, text=TEXT),),
        prints=(ONE,),
    )


def of_citizen(rows: DocumentRows) -> DocumentRows:
    match = made_row(
        MatchRow, document_id=rows.document.document_id, citizen_id=CITIZEN
    )
    return replace(rows, matches=(match,))


@pytest.fixture
def archive(tmp_path):
    """A store and a ledger; files papers, gives what is told of others made then."""
    folder = create_archive(tmp_path / "kho", development_keys=False)
    store = ParquetStore(folder.store)
    with closing(Ledger(folder.ledger_file)) as ledger:

        def ask(*papers: DocumentRows) -> dict[str, str]:
            found = find_second_scans(papers, ledger, store)
            store.commit(
                StoreChange(
                    replace_documents={
                        one.document.document_id: {
                            "documents": [one.document],
                            "pages": one.pages,
                        }
                        for one in papers
                    }
                )
            )
            return {one.second: one.first for one in found}

        yield ask


def test_a_later_night_finds_it_in_the_same_dossier(archive):
    assert archive(made("A-1")) == {}
    assert archive(made("A-1", 2)) == {"A-1.2": "A-1.1"}


def test_other_dossiers_are_compared_by_citizen_and_number(archive):
    number = {"number": "123/QĐ-UBND", "issued_year": 2024}
    assert archive(of_citizen(made("A-1")), made("B-1", **number)) == {}
    assert archive(of_citizen(made("C-1"))) == {"C-1.1": "A-1.1"}
    assert archive(made("D-1", **number)) == {"D-1.1": "B-1.1"}
    assert archive(made("E-1")) == {}, "nothing in common: not compared"


def test_of_two_made_together_each_names_the_other_in_whatever_order(archive):
    papers = made("A-1"), made("A-1", 2)
    for order in (papers, papers[::-1]):
        assert archive(*order) == {"A-1.2": "A-1.1"}


def test_what_was_made_before_a_crash_is_not_its_own_twin(archive):
    archive(made("A-1"))
    assert archive(made("A-1")) == {}


def test_papers_that_no_longer_stand_are_left_alone(archive):
    archive(made("A-1", superseded_by="A-1.9"), made("B-1", withdrawn_on="2026-07-01"))
    assert archive(made("A-1", 2), made("B-1", 2)) == {}


def test_the_same_bytes_in_two_dossiers_are_told_elsewhere(archive):
    archive(of_citizen(made("A-1", source_sha256="the same")))
    assert archive(of_citizen(made("B-1", source_sha256="the same"))) == {}


def test_a_sheet_that_lies_twice_in_one_stack_is_named(archive):
    stack = {"source_sha256": "the stack"}
    assert archive(made("A-1", **stack), made("A-1", 2, **stack)) == {"A-1.2": "A-1.1"}


def test_other_sheets_and_blank_pages_are_not_named(archive):
    archive(made("A-1"), replace(made("A-1", 2), prints=(OTHER,)))
    blank = replace(
        made("A-1", 3),
        prints=("",),
        pages=(made_row(PageRow, document_id="A-1.3", page=1),),
    )
    assert archive(blank) == {}


LINES = (
    "UY BAN NHAN DAN PHUONG AN KHE",
    "Quyết định số 123/QĐ-UBND",
    "ngày 05 tháng 11 năm 2024",
    "Về việc cho phép chuyển mục đích sử dụng đất",
    "Số định danh 001085000001, thửa đất 4521",
    "tờ bản đồ 1204, diện tích 1250 mét vuông",
)


def scan(shift: int, turn: float, noise: int) -> bytes:
    """The same paper, laid on the glass anew."""
    drawn = [Drawn(line, 90, 150 + 110 * n) for n, line in enumerate(LINES)]
    pixels = drawn_pixels(drawn, width=1240, height=1754)
    height, width = pixels.shape[:2]
    move = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
    move[:, 2] += shift
    moved = cv2.warpAffine(pixels, move, (width, height), borderValue=(255, 255, 255))
    dust = np.random.default_rng(noise).integers(0, 12, moved.shape, dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(moved - np.minimum(moved, dust)).save(out, "PNG", dpi=(150, 150))
    return out.getvalue()


CODE = "H26.27-241105-0012"


def test_a_page_scanned_again_the_next_night_waits_with_its_first_scan(tmp_path: Path):
    folder = create_archive(tmp_path / "kho", development_keys=True)
    inbox = tmp_path / "inbox" / CODE
    inbox.mkdir(parents=True)
    (inbox / "01.png").write_bytes(scan(0, 0.0, 1))
    first = run_quickly(inbox.parent, folder.root)
    assert first.answer["duplicates"] == [] and first.answer["contradictions"] == []
    store = ParquetStore(folder.store)
    before = store.read("documents", ["pdf_sha256"], [f"{CODE}.1"]).to_pylist()
    (inbox / "01.png").unlink()
    (inbox / "02.png").write_bytes(scan(9, 0.8, 2))
    second = run_quickly(inbox.parent, folder.root)
    assert second.answer["duplicates"] == [
        {
            "document_id": f"{CODE}.1",
            "offered_as": f"{CODE}.2",
            "why": "another scan of the same sheet",
        }
    ]
    sides = [f"{CODE}.1 (1)", f"{CODE}.2 (1)"]
    assert second.answer["contradictions"] == [
        {"document_id": f"{CODE}.1", "code": "scanned_twice"}
        | {"found": sides[0], "against": sides[1]},
        {"document_id": f"{CODE}.2", "code": "scanned_twice"}
        | {"found": sides[1], "against": sides[0]},
    ]
    items = [one.key for one in open_items(folder.root)]
    assert {f"document|{CODE}.1", f"document|{CODE}.2"} <= set(items)
    after = store.read("documents", ["pdf_sha256"], [f"{CODE}.1"]).to_pylist()
    assert after == before, "the file of the first scan is not touched"
    settings = quick_settings(folder.root)
    hits = search(folder.root, settings, SearchRequest("an khe", 9))["hits"]
    assert {one["document_id"] for one in hits} == {f"{CODE}.1", f"{CODE}.2"}
    assert reconcile(folder.root, settings, repair=False)["differences"] == []
    assert verify(folder.root, "en")["failed"] == []
