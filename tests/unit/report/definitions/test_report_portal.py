"""States on the portal beside the one-stop system's; figures by hand stand in tests/golden."""

from __future__ import annotations

import pytest

from pipeline.report.definitions.portal import PORTAL, compute
from pipeline.report.wording.words import ReportWords
from tests.unit.report.report_tables import cells, export, table, year

VI = ReportWords("vi")
STATES = ("same", "open_there", "open_here", "otherwise")


@pytest.mark.parametrize(
    ("here", "there", "counted"),
    [
        ("finished", "finished", "same"),
        ("waiting", "waiting", "same"),
        ("finished", "processing", "open_there"),
        ("withdrawn", "received", "open_there"),
        ("processing", "finished", "open_here"),
        ("waiting", "returned", "open_here"),
        ("received", "processing", "otherwise"),
        ("returned", "finished", "otherwise"),
    ],
)
def test_each_dossier_is_in_one_state(here: str, there: str, counted: str) -> None:
    row = export("a", status=here, portal_status=there)
    found = compute({"one_stop": table("one_stop", row)}, year(), None)
    (line,) = cells(found)
    assert {name: line[name] for name in STATES} == {
        **dict.fromkeys(STATES, 0),
        counted: 1,
    }
    traced = found.trace["measure"].to_pylist()
    assert traced == ([] if counted == "same" else [counted])


def test_what_is_not_said_is_a_dash() -> None:
    rows = (export("a", "W"), export("b", "V", online=True, portal_status="processing"))
    found = compute({"one_stop": table("one_stop", *rows)}, year(), None)
    v, w = cells(found)
    assert [w[name] for name in (*STATES, "share", "online", "online_share")] == [
        None
    ] * 7
    assert (v["share"], v["online_share"], v["unstated"]) == (1.0, 1.0, 0)
    assert found.notes[0].values == {"count": 1, "all": 2}
    (chart,) = PORTAL.charts(found, VI)
    assert len(chart.groups[0].bars) == 1
