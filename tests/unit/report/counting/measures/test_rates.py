"""Rates against targets: how much is lacking, and sums of units, levels and years."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.counting.by_unit import Agency, Unit
from pipeline.report.counting.evidence import Measure
from pipeline.report.counting.measures.rates import (
    Marks,
    RateRow,
    Sum,
    order_rates,
    place_of,
    rate_figures,
    rate_levels,
    rate_units,
    total_rates,
)
from pipeline.report.counting.plans import Plan, PlanFile, Reading

WARD, OTHER = Agency("W", "Phường", "commune"), Agency("V", "Xã", "commune")
DISTRICT = Agency("D", "Quận", "district")


def plan(**series: object) -> Plan:
    """A plan with one series of targets for communes, from 2024."""
    data = PlanFile.model_validate(
        {
            "name": "thử",
            "title": {"vi": "Thử", "en": "Test"},
            "source": {"vi": "–", "en": "–"},
            "checked": date(2026, 1, 1),
            "reading": "points",
            "targets": [
                {
                    "measure": "past_results",
                    "levels": ["commune"],
                    "first_year": 2024,
                    **series,
                }
            ],
        }
    )
    return Plan(data, data.reading)


def counts(digitized: int, count: int, in_review: int = 0, unsigned: int = 0):
    return {
        "count": count,
        "digitized": digitized,
        "in_review": in_review,
        "unsigned": unsigned,
    }


def row(unit: Agency, digitized: int, count: int, **more) -> RateRow:
    target = more.pop("target", None)
    figures = rate_figures(counts(digitized, count), target, None)
    known = {"year": 2024, "measure": Measure.PAST_RESULTS, "marks": Marks(), **more}
    return RateRow(unit, figures=figures, **known)


@pytest.mark.parametrize(
    ("done", "of", "target", "lacking"),
    [
        (35, 100, 0.35, 0),
        (34, 100, 0.35, 1),
        (7, 100, 0.07, 0),
        (0, 3, 0.5, 2),
        (3, 3, 0.5, 0),
        (0, 7, 1.0, 7),
        (5, 9, 0.0, 0),
    ],
)
def test_how_many_more_meet_the_target(done, of, target, lacking):
    figures = rate_figures(counts(done, of), target, None)
    assert figures.lacking == lacking
    assert figures.gap == pytest.approx(done / of - target)


def test_nothing_to_count_or_no_target_has_no_gap():
    assert rate_figures(counts(0, 0), 0.5, None).gap is None
    empty = rate_figures(counts(0, 0), 0.5, None)
    assert (empty.rate, empty.lacking, empty.target) == (None, None, 0.5)
    free = rate_figures(counts(1, 4, in_review=2, unsigned=1), None, None)
    assert (free.rate, free.gap, free.lacking) == (0.25, None, None)
    assert (free.in_review, free.unsigned) == (2, 1)


@given(
    st.integers(1, 5000),
    st.floats(0, 1),
    st.integers(0, 100).map(lambda percent: percent / 100),
)
def test_what_is_lacking_is_the_least_that_meets_the_target(of, part, target):
    done = int(of * part)
    lacking = rate_figures(counts(done, of), target, None).lacking
    assert lacking is not None and lacking >= 0
    assert (done + lacking) / of >= target - 1e-9
    if lacking:
        assert (done + lacking - 1) / of < target


def test_every_unit_has_its_row_also_one_with_nothing_to_count():
    members = pa.table(
        {
            "agency_code": ["W", "W", "W"],
            "level": ["commune"] * 3,
            "digitized": [True, False, True],
            "in_review": [False, True, None],
            "unsigned": [True, False, False],
        }
    )
    units = {Unit("W", "commune"): WARD, Unit("V", "commune"): OTHER}
    made = plan(points=(0.5, 0.7), growth=(0.5, 0.6))
    first, second = rate_units(units, members, Measure.PAST_RESULTS, 2025, made)
    assert (first.unit, first.year, first.measure) == (WARD, 2025, "past_results")
    figures = first.figures
    assert (figures.numerator, figures.denominator) == (2, 3)
    assert (figures.in_review, figures.unsigned) == (1, 1)
    assert (figures.target, figures.reading) == (0.7, Reading.POINTS)
    assert first.marks == Marks(0.7, 0.6)
    assert (second.figures.denominator, second.figures.rate) == (0, None)
    assert second.figures.target == 0.7


def test_beyond_the_plan_there_is_no_target():
    units = {Unit("D", "district"): DISTRICT}
    nothing = pa.table(
        {
            "agency_code": pa.array([], pa.string()),
            "level": pa.array([], pa.string()),
            **{
                name: pa.array([], pa.bool_())
                for name in counts(0, 0)
                if name != "count"
            },
        }
    )
    (found,) = rate_units(units, nothing, Measure.PAST_RESULTS, 2024, plan(both=(0.5,)))
    assert (found.figures.target, found.marks) == (None, Marks())


def test_a_level_adds_its_units_and_keeps_their_target():
    rows = [
        row(WARD, 1, 4, target=0.5),
        row(OTHER, 3, 4, target=0.5),
        row(DISTRICT, 2, 2),
    ]
    district, commune = rate_levels(rows, None)
    assert (district.level, commune.level) == ("district", "commune")
    figures = commune.figures
    assert (figures.numerator, figures.denominator, figures.rate) == (4, 8, 0.5)
    assert (figures.target, figures.lacking) == (0.5, 0)
    assert rate_levels([], None) == ()


def test_levels_stand_by_level_year_and_measure():
    rows = [
        row(WARD, 0, 1, year=year, measure=measure)
        for year in (2025, 2024)
        for measure in reversed(Measure)
    ]
    found = [(one.year, one.measure) for one in rate_levels(rows, None)]
    assert found == [(year, one) for year in (2024, 2025) for one in Measure]


def test_past_results_are_cumulative_and_count_in_the_last_year_alone():
    rows = [row(WARD, 1, 4, year=2023), row(WARD, 2, 5, year=2024)]
    flows = [
        row(WARD, 1, 2, year=year, measure=Measure.COMPONENTS) for year in (2023, 2024)
    ]
    totals = total_rates([*rows, *flows], 2024)
    past, components = totals[Measure.PAST_RESULTS], totals[Measure.COMPONENTS]
    assert (past.numerator, past.denominator) == (2, 5)
    assert (components.numerator, components.denominator) == (2, 4)
    results = totals[Measure.RESULTS]
    assert (results.denominator, results.rate, results.levels) == (0, None, {})


def test_a_sum_has_a_target_only_where_all_have_the_same():
    same = [row(WARD, 1, 4, target=0.5), row(OTHER, 1, 4, target=0.5)]
    total = total_rates(same, 2024)[Measure.PAST_RESULTS]
    assert (total.target, total.lacking) == (0.5, 2)
    assert total.levels == {"commune": Sum(2, 8, 0.25, 0, 0, 0.5, -0.25, 2)}
    mixed = [*same, row(DISTRICT, 1, 2, target=0.9)]
    total = total_rates(mixed, 2024)[Measure.PAST_RESULTS]
    assert (total.target, total.gap, total.lacking) == (None, None, None)
    assert (total.numerator, total.denominator) == (3, 10)
    assert set(total.levels) == {"commune", "district"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from([WARD, OTHER, DISTRICT, Agency(None, None, None)]),
            st.integers(0, 50),
            st.integers(0, 50),
        )
    )
)
def test_levels_and_totals_lose_and_double_nothing(found):
    rows = [row(unit, done, done + more) for unit, done, more in found]
    total = total_rates(rows, 2024)[Measure.PAST_RESULTS]
    parts = [one.figures for one in rate_levels(rows, None)]
    for name in ("numerator", "denominator"):
        whole = sum(getattr(one.figures, name) for one in rows)
        assert getattr(total, name) == whole
        assert sum(getattr(one, name) for one in parts) == whole
        assert sum(getattr(one, name) for one in total.levels.values()) == whole


def test_rows_stand_by_unit_year_and_the_order_of_the_measures():
    assert [place_of(one) for one in Measure] == [0, 1, 2]
    rows = [
        row(WARD, 0, 1, year=2025),
        row(WARD, 0, 1, measure=Measure.RESULTS),
        row(WARD, 0, 1),
        row(DISTRICT, 0, 1, year=2030),
    ]
    assert sorted(rows, key=order_rates) == [rows[3], rows[2], rows[1], rows[0]]
