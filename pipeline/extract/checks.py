"""What must be true of facts that were read right."""

from __future__ import annotations

from datetime import date

_EARLIEST_ISSUE = 1945
_LATEST = 2100


def citizen_id_fits(citizen_id: str, gender: str | None = None, birth_date: str | None = None) -> bool:
    """Whether a personal identification number can belong to someone of this sex and birth year.

    The fourth digit tells century and sex (0/1: 1900-1999 male/female, 2/3: 2000-2099, …), the next two the year
    (Decree 137/2015/NĐ-CP Art. 13).

    Args:
        citizen_id: 12 digits.
        gender: `M` or `F`; None where unknown.
        birth_date: `YYYY-MM-DD` or `YYYY`; None where unknown.
    """
    if len(citizen_id) != 12 or not citizen_id.isdecimal() or int(citizen_id[:3]) == 0 or int(citizen_id[:3]) > 96:
        return False
    mark = int(citizen_id[3])
    if gender is not None and (mark % 2 == 0) != (gender == "M"):
        return False
    return birth_date is None or int(birth_date[:4]) == 1900 + 100 * (mark // 2) + int(citizen_id[4:6])


def birth_possible(birth_date: str, issued: date | None) -> bool:
    """Whether somebody born then can stand on a paper issued on `issued`."""
    year = int(birth_date[:4])
    if not 1880 <= year <= _LATEST:
        return False
    return issued is None or birth_date[:10] <= issued.isoformat()[: len(birth_date)]


def issue_possible(issued: date, today: date | None = None) -> bool:
    """Whether a paper can bear this date."""
    return issued.year >= _EARLIEST_ISSUE and (today is None or issued <= today)


def parent_possible(parent_birth: str, child_birth: str) -> bool:
    """Whether a parent is 12 to 90 years older than the child."""
    return 12 <= int(child_birth[:4]) - int(parent_birth[:4]) <= 90
