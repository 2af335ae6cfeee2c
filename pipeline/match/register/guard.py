"""No register is replaced by a ruin: an empty table, or one that a spreadsheet has spoilt, changes
nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from pipeline.match.register.check import Rejection
from pipeline.match.register.layout import MANIFEST
from pipeline.tables.refusal import refuse

LEAST_SHARE = 0.5
MOST_REMOVED = 0.01
# So many people may go at once from a register of any size.
_FEW = 20
_SHOWN = 5
# The code, and the one for tables whose numbers have lost their zeros.
_ALL_REJECTED = ("register_all_rejected", "register_all_rejected_zeros_lost")
_FAR_SMALLER = ("register_far_smaller", "register_far_smaller_zeros_lost")
_NOTHING_APPLIED = ("register_no_change_applied", "register_changes_zeros_lost")
_ZEROS = (
    "the citizen numbers have lost their zeros in a spreadsheet: export the table anew as CSV and "
    "do not open it in "
    "Excel, or set the column's format to Text there before the numbers come in"
)


def check_size(
    source: Path,
    register: Path,
    accepted: int,
    rejections: Sequence[Rejection],
    shortened: int,
    least_share: float,
) -> None:
    """Refuse a table that gives no row, or fewer than `least_share` of the rows that stand in the
    register now.

    Raises:
        TableError: so it is; the message says why rows were rejected.
    """
    if accepted == 0 and not rejections:
        refuse(
            source,
            "register_no_rows",
            "the table has no rows",
            "take the table anew from its source; --replace-smaller makes an empty register all "
            "the same",
        )
    if accepted == 0:
        _refuse(
            source, _ALL_REJECTED, "no row of the table is good", rejections, shortened
        )
    before = _rows_now(register)
    if accepted < before * least_share:
        message = f"only {accepted} rows are good, the register holds {before} now"
        _refuse(
            source,
            _FAR_SMALLER,
            message,
            rejections,
            shortened,
            accepted=accepted,
            before=before,
        )


def check_any_applied(
    source: Path, applied: int, rejections: Sequence[Rejection], shortened: int
) -> None:
    """Refuse a table of changes of which every row is rejected; one without rows is none.

    Raises:
        TableError: so it is; the message says why.
    """
    if rejections and not applied:
        message = "no row of the table can be applied"
        _refuse(source, _NOTHING_APPLIED, message, rejections, shortened)


def check_removed(source: Path, removed: int, people: int, most: float) -> None:
    """Refuse a table that takes out, or marks as dead, more than the share `most` of the people.

    Raises:
        TableError: so it is.
    """
    allowed = max(_FEW, int(people * most))
    if removed > allowed:
        refuse(
            source,
            "register_removes_many",
            f"{removed} people would be taken out or marked as dead, at most {allowed} of {people} "
            "may be; nothing was changed",
            "look at the column `change`; if the table is right as it is, give --remove-many",
            removed=removed,
            allowed=allowed,
            people=people,
        )


def _refuse(
    source: Path,
    codes: tuple[str, str],
    message: str,
    rejections: Sequence[Rejection],
    shortened: int,
    **counts: Any,
) -> NoReturn:
    """Say why rows were rejected, and whether a spreadsheet is behind it."""
    reasons = Counter((one.column, one.reason) for one in rejections)
    why = ", ".join(
        f"{column} {reason}: {count}".strip()
        for (column, reason), count in reasons.most_common(_SHOWN)
    )
    rows = ", ".join(
        str(row) for row in sorted({one.row for one in rejections})[:_SHOWN]
    )
    said = f"{message}; nothing was changed" + (
        f" ({why}; rows {rows} …)" if why else ""
    )
    if shortened * 2 > len({one.row for one in rejections}) > 0:
        refuse(source, codes[1], said, _ZEROS, why=why, rows=rows, **counts)
    remedy = "correct the table"
    if codes is not _NOTHING_APPLIED:
        remedy += "; if it is right as it is, give --replace-smaller"
    refuse(source, codes[0], said, remedy, why=why or "–", rows=rows or "–", **counts)


def _rows_now(register: Path) -> int:
    """Rows of the register that stands there; 0 where there is none or it can't be read."""
    try:
        found = json.loads((register / MANIFEST).read_text(encoding="utf-8"))[
            "accepted"
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return int(found)
