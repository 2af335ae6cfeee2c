"""Laws that hold for any tables."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.catalogue import REPORTS
from pipeline.report.columns import values_of
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.plans import load_plan
from pipeline.report.counting.tables import Where, select_fitting
from pipeline.report.definitions import form_766, missing, on_time, reuse
from pipeline.report.definitions.rates import compute
from pipeline.report.render.json import to_json
from pipeline.report.wording.words import ReportWords
from tests.unit.report.report_tables import cells, document, export, past, table, year

PERIOD = year("2023-07-01..2024-09-30")
PLAN = load_plan("plan-190")
CODES = st.sampled_from([f"h{number}" for number in range(8)])
UNITS = st.sampled_from(
    [
        ("P", "province"),
        ("D", "district"),
        ("W", "commune"),
        ("V", "commune"),
        (None, None),
    ]
)
DAYS = st.dates(date(2023, 1, 1), date(2025, 3, 1)).map(
    lambda day: f"{day.isoformat()}T09:00:00+07:00"
)


@st.composite
def past_rows(draw: Any) -> dict[str, Any]:
    return past(
        draw(CODES),
        *draw(UNITS),
        still_valid=draw(st.sampled_from([True, True, False, None])),
    )


@st.composite
def export_rows(draw: Any) -> dict[str, Any]:
    return export(
        draw(CODES),
        *draw(UNITS),
        received_at=draw(DAYS),
        finished_at=draw(st.none() | DAYS),
        due_at=draw(st.none() | DAYS),
        status=draw(st.sampled_from(["processing", "finished", "withdrawn"])),
        reused_components=draw(st.none() | st.integers(0, 3)),
        online=draw(st.none() | st.booleans()),
    )


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
        "documents": st.lists(
            document_rows(), max_size=12, unique_by=lambda row: row["document_id"]
        ),
    }
)


def arrow(rows: dict[str, list[dict[str, Any]]]) -> dict[str, pa.Table]:
    return {name: table(name, *entries) for name, entries in rows.items()}


@settings(max_examples=60, deadline=None)
@given(STORES)
def test_parts_never_exceed_the_whole_and_totals_are_sums(
    store: dict[str, list[dict[str, Any]]],
) -> None:
    report = compute(arrow(store), PERIOD, PLAN)
    for row in (one.figures for one in report.rows):
        assert 0 <= row.numerator + row.in_review + row.unsigned <= row.denominator
        assert (row.rate is None) == (row.denominator == 0)
        assert (
            row.rate is None or abs(row.rate * row.denominator - row.numerator) < 1e-9
        )
    for measure, total in report.totals.items():
        rows = [row for row in cells(report) if row["measure"] == measure]
        mine = [row for row in rows if measure != "past_results" or row["year"] == 2024]
        for key in ("numerator", "denominator", "in_review", "unsigned"):
            assert getattr(total, key) == sum(row[key] for row in mine)
            assert getattr(total, key) == sum(
                getattr(one, key) for one in total.levels.values()
            )
    assert len(report.trace) == sum(row.figures.numerator for row in report.rows)


@settings(max_examples=40, deadline=None)
@given(STORES)
def test_rates_agree_with_counting_row_by_row(
    store: dict[str, list[dict[str, Any]]],
) -> None:
    report = compute(arrow(store), PERIOD, PLAN)

    def counted(code: str, kind: str, end: str = "9999") -> bool:
        return any(
            one["dossier_code"] == code
            and one["kind"] == kind
            and one["status"] == "done"
            and one["signature_level"] not in ("unsigned", None)
            and one["digitized_at"][:10] <= end
            for one in store["documents"]
        )

    valid = [r for r in store["past_results"] if r["still_valid"]]
    came = [
        r
        for r in store["one_stop"]
        if "2023-07-01" <= r["received_at"][:10] <= "2024-09-30"
    ]
    ended = [
        r
        for r in store["one_stop"]
        if r["finished_at"] and "2023-07-01" <= r["finished_at"][:10] <= "2024-09-30"
    ]
    expected = {
        "past_results": (
            sum(counted(r["dossier_code"], "result", "2024-09-30") for r in valid),
            len(valid),
        ),
        "components": (
            sum(counted(r["dossier_code"], "component") for r in came),
            len(came),
        ),
        "results": (
            sum(counted(r["dossier_code"], "result") for r in ended),
            len(ended),
        ),
    }
    assert {
        m: (t.numerator, t.denominator) for m, t in report.totals.items()
    } == expected


@settings(max_examples=25, deadline=None)
@given(STORES, st.randoms(use_true_random=False))
def test_the_order_of_input_rows_does_not_matter(
    store: dict[str, list[dict[str, Any]]], random: Any
) -> None:
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in store.items()}
    for name, report in REPORTS.items():
        first, second = (
            report.make(arrow(rows), 1, PERIOD, PLAN) for rows in (store, shuffled)
        )
        texts = [to_json(made, report, ReportWords("vi")) for made in (first, second)]
        assert texts[0] == texts[1], name


class InPieces:
    """A table that gives its rows one by one."""

    def __init__(self, rows: pa.Table) -> None:
        self.rows = rows

    def read(self, columns: Sequence[str], where: Where) -> pa.Table:
        return select_fitting(self.rows, columns, where)

    def stream(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        for at in range(len(self.rows)):
            yield self.rows.select(columns).slice(at, 1)

    def __len__(self) -> int:
        return len(self.rows)


@settings(max_examples=25, deadline=None)
@given(STORES)
def test_a_report_is_the_same_where_tables_come_piece_by_piece(
    store: dict[str, list[dict[str, Any]]],
) -> None:
    whole = arrow(store)
    parts = {name: InPieces(rows) for name, rows in whole.items()}
    for name, report in REPORTS.items():
        texts = [
            to_json(report.make(tables, 1, PERIOD, PLAN), report, ReportWords("vi"))
            for tables in (whole, parts)
        ]
        assert texts[0] == texts[1], name


@settings(max_examples=25, deadline=None)
@given(STORES)
def test_every_row_has_the_columns_of_its_report(
    store: dict[str, list[dict[str, Any]]],
) -> None:
    for report in REPORTS.values():
        names = [column.name for column in report.columns]
        for row in report.compute(arrow(store), PERIOD, PLAN).rows:
            assert list(values_of(row)) == names


@settings(max_examples=40, deadline=None)
@given(STORES)
def test_what_is_missing_is_what_the_rates_lack(
    store: dict[str, list[dict[str, Any]]],
) -> None:
    tables, period = arrow(store), year("2024")
    totals = compute(tables, period, None).totals
    lacking = missing.compute(tables, period, None).totals
    for measure, total in totals.items():
        found = lacking[missing.Source(measure)]
        assert found["all"] == total.denominator - total.numerator
        assert found.get(missing.Reason.IN_REVIEW, 0) == total.in_review
        assert found.get(missing.Reason.UNSIGNED, 0) == total.unsigned


@settings(max_examples=40, deadline=None)
@given(STORES)
def test_the_form_adds_up(store: dict[str, list[dict[str, Any]]]) -> None:
    tables, period = arrow(store), year("2024")
    found = form_766.compute(tables, period, None)
    rates = compute(tables, period, None).totals
    assert found.totals.components_digitized == rates[Measure.COMPONENTS].numerator
    assert found.totals.results_digitized == rates[Measure.RESULTS].numerator
    assert found.totals.settled == rates[Measure.RESULTS].denominator
    for name in ("received", "settled", "components_reused"):
        groups = found.totals.groups.values()
        assert getattr(found.totals, name) == sum(
            getattr(group, name) for group in groups
        )
    for row in found.rows:
        figures = row.figures
        components = figures.components_digitized + figures.components_not_digitized
        assert components == figures.received
        assert (
            figures.results_digitized + figures.results_not_digitized == figures.settled
        )
    numbers = [(row.group, row.stt) for row in found.rows]
    assert len(numbers) == len(set(numbers))


@settings(max_examples=40, deadline=None)
@given(STORES)
def test_every_dossier_is_in_one_state(store: dict[str, list[dict[str, Any]]]) -> None:
    found = on_time.compute(arrow(store), PERIOD, None)
    for counts in (*(row.counts for row in found.rows), found.totals):
        states = [getattr(counts, state) for state in on_time.DossierState]
        assert sum(states) == counts.dossiers
        assert counts.result_digitized <= counts.not_updated
        assert counts.rate is None or counts.rate >= (counts.rate_with_overdue or 0)
    traced = found.trace["measure"].to_pylist() if found.trace is not None else []
    assert traced.count("late") == found.totals.late
    assert traced.count("not_updated") == found.totals.not_updated


@settings(max_examples=40, deadline=None)
@given(STORES)
def test_reuse_is_a_part_of_what_was_received(
    store: dict[str, list[dict[str, Any]]],
) -> None:
    found = reuse.compute(arrow(store), PERIOD, PLAN)
    for counts in (*(row.counts for row in found.rows), found.totals):
        assert 0 <= counts.reusing <= counts.received
        assert counts.reusing <= counts.reused_components
        assert 0 <= counts.online <= counts.received
    assert found.trace is not None
    assert len(found.trace) == found.totals.reusing
    assert found.totals.received == sum(row.counts.received for row in found.rows)
