"""Laws that hold for any tables."""

from datetime import date
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from report_tables import document, export, past, table

from pipeline.report.catalogue import REPORTS
from pipeline.report.period import parse_period
from pipeline.report.plans import load_plan
from pipeline.report.rates import rates
from pipeline.report.render import render

PERIOD = parse_period("2023-07-01..2024-09-30", date(2026, 1, 1))
PLAN = load_plan("plan-190")
CODES = st.sampled_from([f"h{number}" for number in range(8)])
UNITS = st.sampled_from([("P", "province"), ("D", "district"), ("W", "commune"), ("V", "commune"), (None, None)])
DAYS = st.dates(date(2023, 1, 1), date(2025, 3, 1)).map(lambda day: f"{day.isoformat()}T09:00:00+07:00")


@st.composite
def past_rows(draw: Any) -> dict[str, Any]:
    return past(draw(CODES), *draw(UNITS), still_valid=draw(st.sampled_from([True, True, False, None])))


@st.composite
def export_rows(draw: Any) -> dict[str, Any]:
    received, ended = draw(DAYS), draw(st.none() | DAYS)
    return export(
        draw(CODES), *draw(UNITS), received_at=received, finished_at=ended, due_at=draw(st.none() | DAYS),
        status=draw(st.sampled_from(["processing", "finished", "withdrawn"])),
        reused_components=draw(st.none() | st.integers(0, 3)), online=draw(st.none() | st.booleans()),
    )  # fmt: skip


@st.composite
def document_rows(draw: Any) -> dict[str, Any]:
    return document(
        draw(CODES),
        kind=draw(st.sampled_from(["component", "result"])),
        document_id=f"d{draw(st.integers(0, 10**9))}",
        digitized_at=draw(DAYS),
        status=draw(st.sampled_from(["done", "done", "needs_review"])),
        signature_level=draw(st.sampled_from(["B-LTA", "received", "unsigned", None])),
    )


STORES = st.fixed_dictionaries(
    {
        "past_results": st.lists(past_rows(), max_size=12),
        "one_stop": st.lists(export_rows(), max_size=12),
        "documents": st.lists(document_rows(), max_size=12, unique_by=lambda row: row["document_id"]),
    }
)


def arrow(rows: dict[str, list[dict[str, Any]]]) -> dict[str, pa.Table]:
    return {name: table(name, *entries) for name, entries in rows.items()}


@settings(max_examples=60, deadline=None)
@given(STORES)
def test_parts_never_exceed_the_whole_and_totals_are_sums(store: dict[str, list[dict[str, Any]]]) -> None:
    report = rates(arrow(store), 1, PERIOD, PLAN)
    for row in report.rows:
        assert 0 <= row["numerator"] + row["in_review"] + row["unsigned"] <= row["denominator"]
        assert (row["rate"] is None) == (row["denominator"] == 0)
        assert row["rate"] is None or row["rate"] * row["denominator"] - row["numerator"] < 1e-9
    for measure, total in report.totals.items():
        mine = [r for r in report.rows if r["measure"] == measure and (measure != "past_results" or r["year"] == 2024)]
        for key in ("numerator", "denominator", "in_review", "unsigned"):
            assert total[key] == sum(row[key] for row in mine)
            assert total[key] == sum(level[key] for level in total["levels"].values())
    assert len(report.extra["trace"]) == sum(row["numerator"] for row in report.rows)


@settings(max_examples=40, deadline=None)
@given(STORES)
def test_rates_agree_with_counting_row_by_row(store: dict[str, list[dict[str, Any]]]) -> None:
    report = rates(arrow(store), 1, PERIOD, PLAN)

    def counted(code: str, kind: str, end: str = "9999") -> bool:
        return any(
            d["dossier_code"] == code and d["kind"] == kind and d["status"] == "done"
            and d["signature_level"] not in ("unsigned", None) and d["digitized_at"][:10] <= end
            for d in store["documents"]
        )  # fmt: skip

    valid = [r for r in store["past_results"] if r["still_valid"]]
    came = [r for r in store["one_stop"] if "2023-07-01" <= r["received_at"][:10] <= "2024-09-30"]
    ended = [r for r in store["one_stop"] if r["finished_at"] and "2023-07-01" <= r["finished_at"][:10] <= "2024-09-30"]
    expected = {
        "past_results": (sum(counted(r["dossier_code"], "result", "2024-09-30") for r in valid), len(valid)),
        "components": (sum(counted(r["dossier_code"], "component") for r in came), len(came)),
        "results": (sum(counted(r["dossier_code"], "result") for r in ended), len(ended)),
    }
    assert {m: (t["numerator"], t["denominator"]) for m, t in report.totals.items()} == expected


@settings(max_examples=25, deadline=None)
@given(STORES, st.randoms(use_true_random=False))
def test_the_order_of_input_rows_does_not_matter(store: dict[str, list[dict[str, Any]]], random: Any) -> None:
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in store.items()}
    for name, make in REPORTS.items():
        first, second = (make(arrow(rows), 1, PERIOD, PLAN) for rows in (store, shuffled))
        assert render(first, "json") == render(second, "json"), name
