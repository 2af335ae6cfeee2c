"""`python -m tests.odd_inputs FOLDER [--workers N] [--every N]`: file every odd input, judge what came
of it, print a table for docs/RELIABILITY.md; ends with 1 where something is not sound."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from tests.odd_inputs.trial import Outcome, clear, make_inputs, try_inputs


def tell_table(outcomes: list[Outcome]) -> str:
    """A row for each kind of oddity."""
    lines = [
        "| what is odd | inputs | filed | refused | as it is | PDF/A-2u (veraPDF) | sealed B-LTA (DSS) "
        "| words (3 readers) |",
        "|--|--|--|--|--|--|--|--|",
    ]
    groups = list(dict.fromkeys(one.odd.group for one in outcomes))
    lines += [
        _row(name, [o for o in outcomes if o.odd.group == name]) for name in groups
    ]
    return "\n".join([*lines, _row("**all**", outcomes)])


def _row(name: str, some: list[Outcome]) -> str:
    ours = [one for one in some if one.pdfa is not None]
    codes = Counter(code for one in some for code in one.refused)
    told = ", ".join(f"`{code}` {count}" for code, count in sorted(codes.items()))
    cells = [
        name,
        str(len(some)),
        str(sum(one.filed for one in some)),
        (told or "–") if name != "**all**" else str(sum(not one.filed for one in some)),
        str(sum(one.received for one in some) or "–"),
        *(
            f"{sum(bool(getattr(o, key)) for o in ours)} of {len(ours)}"
            if ours
            else "–"
            for key in ("pdfa", "signed", "words")
        ),
    ]
    return f"| {' | '.join(cells)} |"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "folder", type=Path, help="where the archive is made; emptied first"
    )
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="take every Nth input")
    asked = parser.parse_args()
    clear(asked.folder)
    inputs = make_inputs()[:: asked.every]
    outcomes = try_inputs(inputs, asked.folder, asked.workers)
    print(tell_table(outcomes))
    unsound = [one for one in outcomes if not one.sound]
    for one in unsound:
        print(f"NOT SOUND: {one.odd.group}: {one.odd.name}: {one.refused} {one.detail}")
    return 1 if unsound else 0


if __name__ == "__main__":
    raise SystemExit(main())
