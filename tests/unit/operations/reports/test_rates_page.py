"""Rates as the live page asks for them."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.operations.kept import state_of
from pipeline.operations.reports.rates_page import (
    RatesFilter,
    view_health,
    view_rates,
    view_unit,
)
from pipeline.operations.reports.registers import ImportRequest, import_register
from pipeline.operations.reports.reporting import make_report
from pipeline.report.counting.evidence import Measure
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.figures.registers import Register
from tests.unit.report.report_tables import document, export, finished


@pytest.fixture
def settings(folder):
    unit = {
        "agency_code": "H1",
        "agency_name": "Xã A",
        "level": "commune",
        "still_valid": True,
    }
    rows = [
        {"dossier_code": f"K{at}", **unit, "procedure_code": "2.1"} for at in range(3)
    ]
    ParquetStore(folder.store).commit(StoreChange(append={"past_results": rows}))
    return load_settings(folder.root)


def test_units_by_filter_and_levels_with_their_plan(folder, settings):
    view = view_rates(folder.root, settings, "2024", RatesFilter())
    assert [row.unit.agency_code for row in view.units] == ["H1"]
    (level,) = view.levels
    assert (level.figures.denominator, level.figures.target) == (3, 0.75)
    for none in (RatesFilter(level="district"), RatesFilter(unit="xã b")):
        assert view_rates(folder.root, settings, "2024", none).units == ()
    with pytest.raises(UsageError):
        view_rates(folder.root, settings, "hôm qua", RatesFilter())


def test_the_page_shows_the_rows_of_the_report(folder, settings):
    papers = [
        document("K1", agency_code="H1", level="commune"),
        document("K2", status="needs_review"),
        document("R1", kind="component"),
    ]
    came = [
        export("R1", "H1"),
        export("R2", "D1", level="district", received_at="2023-12-01"),
        finished("K1", "2024-02-01T08:00:00+07:00", received_at="2023-12-01"),
    ]
    change = StoreChange(append={"documents": papers, "one_stop": came})
    ParquetStore(folder.store).commit(change)
    for period in ("2024", "2023-07-01..2024-06-30"):
        report = make_report(folder.root, settings, "rates", None, period).found
        levels = next(part.rows for part in report.lists if part.name == "levels")
        for measure in Measure:
            view = view_rates(
                folder.root, settings, period, RatesFilter(measure=measure)
            )
            mine = [row for row in report.rows if row.measure == measure]
            assert list(view.units) == [row for row in mine if row.year == 2024]
            assert list(view.levels) == [
                row for row in levels if (row.measure, row.year) == (measure, 2024)
            ]


def test_a_commit_while_figures_are_worked_out_leaves_none_behind(
    folder, settings, monkeypatch
):
    """The state is taken before the record is read, so a later look counts anew."""
    change = StoreChange(replace_tables={"past_results": []})
    commits = iter([change])

    def commit_then_state(opened):
        for one in commits:
            ParquetStore(folder.store).commit(one)
        return state_of(opened)

    monkeypatch.setattr(
        "pipeline.operations.reports.rates_page.state_of", commit_then_state
    )
    for _ in range(2):
        view = view_rates(folder.root, settings, "2024", RatesFilter())
        assert (view.commit, view.units) == (2, ())


def test_a_unit_and_its_gaps(folder, settings):
    view = view_unit(
        folder.root, settings, "2024", Measure.PAST_RESULTS, ("H1", "commune")
    )
    assert (view.missing, view.codes) == (3, ("K0", "K1", "K2"))
    assert [(one.procedure_code, one.denominator) for one in view.procedures] == [
        ("2.1", 3)
    ]
    nobody = view_unit(
        folder.root, settings, "2024", Measure.PAST_RESULTS, ("H2", "commune")
    )
    assert (nobody.row, nobody.missing) == (None, 0)


def test_health(folder, settings, tmp_path):
    health = view_health(folder.root, settings)
    assert (health.quarantined, health.commit) == (0, 1)
    # The two that the rates need are named, loaded or not; of the others those that are loaded.
    assert health.registers == (
        (Register.ONE_STOP, None),
        (Register.PAST_RESULTS, None),
    )
    assert health.free_bytes > 0
    visits, day = tmp_path / "luot.csv", date(2026, 1, 31)
    visits.write_text(
        "visit_code,agency_code,level,arrived_at,called_at\n"
        "A1,H1,commune,2025-05-06 08:00,2025-05-06 08:10\n",
        "utf-8",
    )
    request = ImportRequest(file=visits, as_of=day)
    import_register(folder.root, settings, Register.VISITS, request)
    _, _, (register, version) = view_health(folder.root, settings).registers
    assert register is Register.VISITS and version is not None
    assert version.as_of == "2026-01-31"
