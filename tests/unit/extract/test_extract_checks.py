from datetime import date

from pipeline.extract.checks import birth_possible, parent_possible


def test_dates_that_cannot_be() -> None:
    assert birth_possible("2020-01-02", date(2020, 1, 2))
    assert not birth_possible("2020-01-03", date(2020, 1, 2))
    assert birth_possible("2020", date(2020, 1, 2))
    assert not birth_possible("1700-01-01", None)
    assert parent_possible("1980", "2001-05-05") and not parent_possible(
        "1999", "2001-05-05"
    )
