from __future__ import annotations

from pathlib import Path

from benchmarks.catalogue import BENCHMARKS
from benchmarks.ingest import ingest
from benchmarks.tables import put_into, render
from tests.unit.benchmarks.results import document_of

PAGE = Path(__file__).parents[3] / "docs" / "BENCHMARKS.md"


def test_a_result_becomes_tables():
    document = document_of(
        ingest=ingest(peers=False, small=True, tell=lambda line: None),
        ocr={"failed": "no vie", "exit_code": 1},
    )
    texts = render(document)
    assert texts["ocr"] == "Not measured: no vie"
    assert "| jpeg | " in texts["ingest"] and "own bytes" in texts["ingest"]
    assert "cores" in texts["machine"]


def test_tables_go_between_their_marks_and_nowhere_else():
    page = "A\n<!-- begin ocr -->\nold\n<!-- end ocr -->\nB\n"
    assert (
        put_into(page, {"ocr": r"new \1", "ingest": "x"})
        == "A\n<!-- begin ocr -->\nnew \\1\n<!-- end ocr -->\nB\n"
    )


def test_the_page_has_room_for_every_benchmark():
    page = PAGE.read_text("utf-8")
    for name in ("machine", *BENCHMARKS):
        assert f"<!-- begin {name} -->\n" in page and f"<!-- end {name} -->" in page
