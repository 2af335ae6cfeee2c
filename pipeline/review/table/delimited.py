"""The review table as CSV: one line a row, nothing that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from pipeline.review.table.columns import CHOICES, LINK, heading
from pipeline.review.table.lines import ItemLine
from pipeline.tables.safe import csv_text


def write_delimited(
    lines: Sequence[ItemLine], columns: Sequence[str], lang: str
) -> bytes:
    """UTF-8 with a mark by which Excel knows it, CRLF."""
    shown = [one for one in columns if one not in {CHOICES, LINK}]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([heading(one, lang).split("\n")[0] for one in shown])
    for line in lines:
        writer.writerow([_cell(line.texts.get(one, "")) for one in shown])
    return text.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    # Its own key never begins like a formula, so it comes back as it is.
    return csv_text("; ".join(part.strip() for part in text.split("\n")))
