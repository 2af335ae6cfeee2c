"""Days and months that a spreadsheet has swapped."""

from datetime import datetime
from pathlib import Path

import pytest

from pipeline.errors import TableError
from pipeline.tables.grid import TableRow
from pipeline.tables.swapped import SwappedDays


def look(*cells):
    watched = SwappedDays(Path("mot-cua.xlsx"), ("received_at",))
    for number, cell in enumerate(cells, start=2):
        watched.watch(TableRow(number, {"received_at": cell}))
    watched.check()


def day(month, number):
    return datetime(2024, month, number)


def test_dates_up_to_12_beside_texts_above_12_are_swapped():
    with pytest.raises(TableError) as caught:
        look("25/11/2024", day(11, 5), day(3, 12), "30/01/2024")
    assert caught.value.code == "table_days_swapped"
    assert "row 3" in str(caught.value.item) and "received_at" in str(caught.value.item)


@pytest.mark.parametrize(
    "cells",
    [
        (day(11, 5), day(3, 12), day(1, 2)),
        ("25/11/2024", "30/01/2024", "13/02/2024"),
        (day(11, 25), day(3, 12), "25/11/2024", "30/01/2024"),
        (day(11, 5), day(3, 12), "05/11/2024", "30/01/2024"),
        (day(11, 5), "25/11/2024"),
        (None, "không rõ", 45000),
    ],
)
def test_a_column_with_another_explanation_is_innocent(cells):
    look(*cells)
