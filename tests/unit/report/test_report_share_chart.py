"""Bars of one share, by level."""

from __future__ import annotations

from pipeline.report.counting.by_unit import Agency
from pipeline.report.share_chart import UnitShare, chart_shares
from pipeline.report.wording.words import ReportWords

VI = ReportWords("vi")
W, D = Agency("W", "Phường W", "commune"), Agency("D", "Quận D", "district")


def test_the_last_year_by_level_with_targets() -> None:
    units = (
        UnitShare(D, 2024, 0.5, 1, 2, 0.8),
        UnitShare(W, 2023, 1.0, 2, 2),
        UnitShare(W, 2024, None, None, None, 0.8),
    )
    (chart,) = chart_shares(units, "Tỷ lệ", "Điện tử", VI)
    assert (chart.title, chart.bar_name, chart.full_line) == (
        "Tỷ lệ, 2024",
        "Điện tử",
        False,
    )
    ((title, (bar,)),) = [(group.title, group.bars) for group in chart.groups]
    assert (title, bar.label.full) == ("Quận/huyện", "Quận D (D)")
    assert (bar.value, bar.points) == (0.5, 0.8)
    assert bar.text == "50,0\u00a0% (1/2)"


def test_no_unit_has_a_share() -> None:
    assert chart_shares((UnitShare(W, 2024, None, None, None),), "t", "b", VI) == ()
