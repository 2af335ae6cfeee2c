"""Facts of an error travel into the texts of both languages."""

from __future__ import annotations

import pickle

from pipeline.errors import TableError
from pipeline.messages import catalogue, localized, placed


def test_facts_survive_pickling() -> None:
    error = TableError(
        "x", "the row is odd", item="t.csv", values={"row": 3, "column": "level"}
    )
    again = pickle.loads(pickle.dumps(error))
    assert again.values == {"row": "3", "column": "level"}
    assert (type(again), again.code, again.message, again.item) == (
        TableError,
        "x",
        "the row is odd",
        "t.csv",
    )


def test_facts_fill_the_vietnamese_text() -> None:
    catalogue.cache_clear()
    catalogue()["odd"] = {"message": "Thiếu cột {column}.", "remedy": "Thêm {column}."}
    try:
        assert localized("odd", "no level", None, "vi", {"column": "level"}) == (
            "Thiếu cột level.",
            "Thêm level.",
        )
        # A fact that is missing: the English text names it.
        assert localized("odd", "no level", "add it", "vi") == ("no level", "add it")
        assert localized("odd", "no level", "add it", "en", {"column": "x"}) == (
            "no level",
            "add it",
        )
    finally:
        catalogue.cache_clear()


def test_a_place_in_a_table_is_worded() -> None:
    values = {"file": "a.xlsx", "row": "3", "column": "level"}
    assert (
        placed("a.xlsx, row 3, column level", "vi", values)
        == "a.xlsx, dòng 3, cột level"
    )
    assert (
        placed("a.xlsx, row 3, column level", "en", values)
        == "a.xlsx, row 3, column level"
    )
    assert placed("x.pdf", "vi", {}) == "x.pdf" and placed(None, "vi", {}) is None
