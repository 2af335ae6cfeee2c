"""The end of the day: the record, the files, their signatures and the tally against what was
done."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

from tests.acceptance.day import Day, Due
from tests.support.whole_commands import table

_COUNTED = (
    "dossiers",
    "papers",
    "pages",
    "results",
    "reused",
    "rescans",
    "refused",
    "deferred",
    "cancelled",
)


def judge(day: Day, batch_papers: int) -> None:
    """Keep in the day's ledger what is not as it must be."""
    rows = table(day.office.archive, "documents")
    mine = [row for row in rows if row["batch_id"] and _of_counter(row, day)]
    _check_record(day, mine)
    day.ledger.check(
        len(rows) - len(mine) == batch_papers,
        f"papers of the batch: {len(rows) - len(mine)}, not {batch_papers}",
    )
    for row in rows:
        _check_file(day, row)
    _check_tally(day)
    verified = day.office.call("verify")
    right = verified.code == 0 and verified.json["failed"] == []
    day.ledger.check(right, f"verify: {verified.code} {verified.out[:600]}")


def _of_counter(row: dict[str, Any], day: Day) -> bool:
    return row["dossier_code"] in {one.dossier for one in day.ledger.due}


def _check_record(day: Day, rows: list[dict[str, Any]]) -> None:
    """Every paper once, under its dossier, none beside them; numbers without a gap."""
    due = Counter(_known(one) for one in day.ledger.due if one.sha256)
    filed = Counter(
        (row["dossier_code"], row["kind"], row["source_sha256"], row["page_count"])
        for row in rows
    )
    for one, count in due.items():
        day.ledger.check(filed[one] == count, f"on file {filed[one]} times: {one}")
    several = [one for one in day.ledger.due if one.sha256 is None]
    others = sum((filed - due).values())
    day.ledger.check(
        others == len(several), f"{others} other papers, not {len(several)}"
    )
    for dossier in {one.dossier for one in day.ledger.due}:
        numbers = sorted(
            row["ordinal"] for row in rows if row["dossier_code"] == dossier
        )
        whole = numbers == list(range(1, len(numbers) + 1))
        day.ledger.check(whole, f"{dossier}: numbers {numbers}")


def _known(due: Due) -> tuple[str, str, str | None, int]:
    return due.dossier, due.kind, due.sha256, due.pages


def _check_file(day: Day, row: dict[str, Any]) -> None:
    path: Path = day.office.archive / row["pdf_path"]
    same = hashlib.sha256(path.read_bytes()).hexdigest() == row["pdf_sha256"]
    day.ledger.check(same, f"{row['document_id']}: other bytes")
    came_signed = any(
        one.signed and one.dossier == row["dossier_code"] for one in day.ledger.due
    )
    level = "received" if came_signed else "B-LTA"
    day.ledger.check(
        row["signature_level"] == level,
        f"{row['document_id']}: {row['signature_level']}",
    )


def _check_tally(day: Day) -> None:
    told = day.office.desk("day").json
    day.ledger.check(
        (told["open"], told["waiting"]) == (0, 0), f"still open or waiting: {told}"
    )
    found = {one["operator"]: one for one in told["clerks"]}
    day.ledger.check(
        found.keys() == day.ledger.counts.keys(), f"clerks: {sorted(found)}"
    )
    for clerk, counts in day.ledger.counts.items():
        for name in _COUNTED:
            said = found.get(clerk, {}).get(name)
            day.ledger.check(
                said == counts[name], f"{clerk}: {name} {said}, not {counts[name]}"
            )
