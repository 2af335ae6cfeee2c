"""Whether a page is the middle of a paper."""

from __future__ import annotations

import pytest

from pipeline.extract.classification.guess import goes_on
from pipeline.extract.parts.label import Labelled
from pipeline.extract.rows import Token, TokenRow
from schemas.geometry import BoundingBox


def line(text: str, part: str, share: float, sure: float = 0.9) -> Labelled:
    """A line that is `share` of the page wide."""
    token = Token(text, text.lower(), BoundingBox(0, 0, 1000 * share, 20), 0.9, 0)
    return Labelled(TokenRow((token,), 1, 1000, 1400), part, sure, "")


RUNNING = line("Căn cứ vào", "BODY", 0.8)


@pytest.mark.parametrize(
    "top",
    [RUNNING, line("7", "PAGENO", 0.02), line("và các văn bản", "BODY", 0.3)],
    ids=["running text", "page number", "small letter"],
)
def test_running_text_or_a_number_at_the_top_goes_on(top: Labelled):
    assert goes_on([top, RUNNING])


def test_a_short_line_that_begins_with_a_capital_opens_a_paper():
    assert not goes_on([line("Kính gửi", "TO", 0.3), RUNNING])


@pytest.mark.parametrize("part", ["NATION", "NUMBER", "TYPE", "ANNEX"])
def test_a_part_of_a_head_opens_a_paper_where_it_is_sure(part: str):
    assert not goes_on([RUNNING, line("Số", part, 0.8)])
    assert goes_on([RUNNING, line("Số", part, 0.8, sure=0.4)])


def test_an_organ_in_running_text_is_no_head():
    assert goes_on([RUNNING, line("Ủy ban nhân dân", "ORGAN", 0.8)])
    assert not goes_on([RUNNING, line("ỦY BAN NHÂN DÂN", "ORGAN", 0.8)])
    assert not goes_on([RUNNING, line("Ủy ban nhân dân", "ORGAN", 0.3)])
