"""Page numbers at head or foot, and those that no page bears."""

import pytest

from pipeline.desk.pages.page_numbers import missing_numbers, printed_number
from tests.unit.desk.pages.read_pages import reading


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        ([("2", 60.0), ("Điều 1", 300.0)], (2, None)),
        ([("Trang 3/5", 2280.0)], (3, 5)),
        ([("- 4 -", 2280.0)], (4, None)),
        ([("2", 1000.0)], None),
        ([("2024", 60.0)], None),
        ([("0", 60.0)], None),
        ([], None),
    ],
)
def test_the_number_at_head_or_foot(lines, number) -> None:
    assert printed_number(reading(*lines)) == number


@pytest.mark.parametrize(
    ("printed", "missing"),
    [
        ([None, (2, None), (4, None)], [3]),
        ([(1, None), (2, None), (4, None)], [3]),
        ([(1, 3), (2, 3)], [3]),
        ([(2, 3), (3, 3)], [1]),
        ([None, (2, None), (3, None)], []),
        ([(3, None), (1, None)], []),
        ([(1, 2), (1, 2)], []),
        ([None, None], []),
        ([(1, None), None, (5, None)], [2, 3, 4]),
    ],
)
def test_numbers_that_no_page_bears(printed, missing) -> None:
    assert missing_numbers(printed) == missing
