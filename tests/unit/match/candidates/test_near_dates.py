"""Dates that a query may mean."""

from __future__ import annotations

import numpy as np

from pipeline.match.candidates.dates import near_dates, packed_date, swapped_date
from pipeline.match.normal import pack_date
from pipeline.match.query.prepared import prepare
from pipeline.match.register import Register
from schemas.linkage import PersonQuery


def test_dates_by_query(register: Register) -> None:
    texts = ["03/04/1975", "1975", "03/04/197?", None, "03/04/1075"]
    prepared = prepare([PersonQuery(str(t), birth_date=t) for t in texts], register)
    dates = near_dates(prepared)
    assert dates.count.tolist() == [19, 0, 10, 0, 1]
    which, found = dates.of(np.array([4, 2]))
    assert which.tolist() == [0] + [1] * 10
    assert found.tolist() == [
        pack_date(year, 4, 3) for year in (1975, *range(1970, 1980))
    ]
    assert pack_date(1985, 4, 3) in dates.of(np.array([0]))[1]
    asked = np.array([0])
    assert packed_date(prepared, asked).tolist() == [pack_date(1975, 4, 3)]
    assert swapped_date(prepared, asked).tolist() == [pack_date(1975, 3, 4)]


def test_no_date_at_all(register: Register) -> None:
    dates = near_dates(prepare([PersonQuery("q", full_name="An")], register))
    assert dates.of(np.array([0]))[1].tolist() == []
