"""Reuse by the export and by the counter's record, counted by hand."""

import json

from pipeline.report.counting.dossiers.reused import (
    list_unregistered_reuse,
    mark_reuse,
    recorded_reuse,
)
from schemas.tables.reuse import REUSED, ReuseDetail
from tests.unit.report.report_tables import export, table, year


def reuse(
    code: str, document: str, at: str = "2024-05-02", action: str = REUSED
) -> dict[str, str]:
    detail = json.dumps({"document_id": document, "rules_edition": "2025"})
    moment = f"{at}T10:00:00+07:00"
    return {
        "at": moment,
        "actor": "Bình",
        "action": action,
        "item": code,
        "detail": detail,
    }


def store(*events: dict[str, str]) -> dict[str, object]:
    return {
        "one_stop": table(
            "one_stop",
            export("a", reused_components=2),
            export("b", reused_components=0),
            export("c"),
            export("d"),
        ),
        "events": table("events", *events),
    }


EVENTS = (
    reuse("b", "Y.2"),
    reuse("a", "X.1"),
    reuse("b", "X.1", "2024-04-01"),
    reuse("b", "X.1", "2024-06-01"),
    reuse("c", "X.1", action="review"),
    reuse("z", "X.1"),
    reuse("y", "X.1", "2023-12-31"),
)


def test_each_source_and_both_together() -> None:
    tables = store(*EVENTS)
    rows = mark_reuse(tables, tables["one_stop"])
    assert rows["exported"].to_pylist() == [True, False, False, False]
    assert rows["recorded"].to_pylist() == [True, True, False, False]
    assert rows["reusing"].to_pylist() == [True, True, False, False]
    assert rows["recorded_papers"].to_pylist() == [1, 2, 0, 0]
    assert rows["papers"].to_pylist() == [["X.1"], ["X.1", "Y.2"], None, None]


def test_a_paper_recorded_twice_is_one_and_the_first_time_stands() -> None:
    found = recorded_reuse(store(*EVENTS)).to_pylist()
    assert [row["dossier_code"] for row in found] == ["a", "b", "y", "z"]
    assert (found[1]["papers"], found[1]["at"][:10]) == (["X.1", "Y.2"], "2024-04-01")


def test_recorded_in_the_period_for_a_dossier_of_no_export() -> None:
    (row,) = list_unregistered_reuse(store(*EVENTS), year())
    assert (row.dossier_code, row.recorded_papers, row.recorded_at[:10]) == (
        "z",
        1,
        "2024-05-02",
    )


def test_nothing_recorded() -> None:
    tables = store()
    assert not any(mark_reuse(tables, tables["one_stop"])["recorded"].to_pylist())
    assert list_unregistered_reuse({}, year()) == ()


def test_what_an_event_says() -> None:
    assert ReuseDetail("X.1", "2025").document_id == "X.1"
