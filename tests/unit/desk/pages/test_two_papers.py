"""Two papers in one picture, by their national titles."""

import pytest

from pipeline.desk.pages.two_papers import holds_two_papers
from tests.unit.desk.pages.read_pages import line, page_of

TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@pytest.mark.parametrize(
    ("lines", "two"),
    [
        ([line(TITLE, 100)], False),
        ([line(TITLE, 100), line(TITLE, 1300)], True),
        (
            [line(TITLE, 100, x=100, width=500), line(TITLE, 100, x=1000, width=500)],
            True,
        ),
        (
            [
                line("UBND XÃ MẪU " + TITLE, 100),
                line("CỘNG HOÀ XA HỘI CHỦ NGHIA VIỆT NAM", 1300),
            ],
            True,
        ),
        ([line("CỘNG HÒA XÃ HỘI", 100), line("CHỦ NGHĨA VIỆT NAM", 1300)], False),
        ([line(TITLE, 100), line("công dân nước Cộng hòa", 1300)], False),
        ([line(TITLE, 100), line(TITLE, 140)], False),
        ([], False),
    ],
)
def test_heads_at_places_of_their_own(lines, two) -> None:
    assert holds_two_papers(page_of(*lines)) is two
