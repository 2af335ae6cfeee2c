"""What is digitized next, on registers small enough to order by hand."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.counting.measures.worklist import plan_next
from pipeline.report.counting.plans import load_plan
from tests.unit.report.report_tables import document, past, table, year

PLAN = load_plan("plan-190", "points")


def chosen(rows, sheets, documents=(), plan=PLAN):
    tables = {
        "past_results": table("past_results", *rows),
        "documents": table("documents", *documents),
    }
    return [
        (row.dossier_code, row.sheets)
        for row in plan_next(tables, year("2021"), plan, sheets)
    ]


def test_what_a_unit_lacks_comes_before_what_is_beyond_its_target() -> None:
    # 15 % of 10 are 2 for W: W has 2 already, V has none and lacks 2.
    rows = [
        *(past(f"w{at}", "W", sheet_count=1) for at in range(10)),
        *(past(f"v{at}", "V", sheet_count=5) for at in range(10)),
    ]
    done = [document("w0", day="2021-02-01"), document("w1", day="2021-02-01")]
    assert chosen(rows, 12, done) == [("v0", 5), ("v1", 10), ("w2", 11), ("w3", 12)]


def test_few_sheets_first_then_the_newest() -> None:
    rows = [
        past("a", sheet_count=3, issued_date="2010-01-01"),
        past("b", sheet_count=1, issued_date="2001-01-01"),
        past("c", sheet_count=1, issued_date="2012-01-01"),
        past("d", sheet_count=1),
    ]
    assert [code for code, _ in chosen(rows, 100)] == ["c", "b", "d", "a"]


def test_a_dossier_that_does_not_fit_leaves_its_room_to_others() -> None:
    rows = [
        past("a", sheet_count=2),
        past("b", sheet_count=3),
        past("c", sheet_count=9),
    ]
    assert chosen(rows, 10) == [("a", 2), ("b", 5)]


def test_unknown_numbers_of_sheets_are_the_units_usual_one() -> None:
    rows = [past("a", sheet_count=4), past("b", sheet_count=4), past("c")]
    assert chosen(rows, 12) == [("a", 4), ("b", 8), ("c", 12)]
    assert chosen([past("x"), past("y")], 1) == [("x", 1)]


def test_what_is_in_review_or_no_longer_valid_is_not_scanned_again() -> None:
    rows = [past("a"), past("b"), past("c", still_valid=False)]
    assert chosen(
        rows, 9, [document("a", day="2021-02-01", status="needs_review")]
    ) == [("b", 1)]


ROWS = st.lists(st.tuples(st.sampled_from("VW"), st.integers(1, 9)), max_size=12)


@settings(deadline=None, max_examples=50)
@given(ROWS, st.integers(1, 40))
def test_the_room_is_kept_and_no_dossier_stands_twice(units, sheets) -> None:
    rows = [
        past(f"k{at}", unit, sheet_count=count)
        for at, (unit, count) in enumerate(units)
    ]
    found = chosen(rows, sheets)
    codes = [code for code, _ in found]
    assert len(codes) == len(set(codes))
    assert all(used <= sheets for _, used in found)
    smallest = min((count for _, count in units), default=None)
    assert bool(found) == (smallest is not None and smallest <= sheets)
