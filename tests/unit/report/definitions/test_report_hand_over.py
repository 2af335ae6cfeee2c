"""Electronic hand-over, as far as the export tells; figures by hand stand in tests/golden."""

from __future__ import annotations

from pipeline.report.counting.plans import load_plan
from pipeline.report.definitions.hand_over import HAND_OVER, compute
from pipeline.report.wording.words import ReportWords
from schemas.figures.report import NoteCode
from tests.unit.report.report_tables import cells, export, table, year

VI = ReportWords("vi")


def test_an_export_without_the_column_gives_dashes() -> None:
    tables = {"one_stop": table("one_stop", export("a"), export("b"))}
    found = compute(tables, year(), load_plan("plan-190"))
    (row,) = cells(found)
    assert (row["received"], row["unstated"]) == (2, 2)
    assert [row[name] for name in ("electronic", "on_paper", "share", "gap")] == [
        None
    ] * 4
    assert [note.code for note in found.notes] == [NoteCode.NEVER_STATED]
    assert HAND_OVER.charts(found, VI) == ()
    assert [note.code for note in compute({}, year(), None).notes] == ["no_one_stop"]


def test_paper_is_traced() -> None:
    rows = (
        export("a", electronic_handover=True),
        export("b", electronic_handover=False),
        export("c", electronic_handover=False, received_at="2023-02-01T08:00"),
    )
    found = compute({"one_stop": table("one_stop", *rows)}, year(), None)
    assert found.trace["dossier_code"].to_pylist() == ["b"]
    (chart,) = HAND_OVER.charts(found, VI)
    assert chart.groups[0].bars[0].text == "50,0\u00a0% (1/2)"
    (level,) = found.lists[0].rows
    assert level.counts == found.totals
