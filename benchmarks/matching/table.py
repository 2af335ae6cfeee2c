"""What trials gave, as tables in Markdown.

python -m benchmarks.matching --rows 1000000 --queries 40000 --seed 7 --mix offices > trial.json
python -m benchmarks.matching.table trial.json [--false]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.markdown import percent, table

_HEAD = (
    "world",
    "links",
    "false",
    "precision, 95 % bound",
    "recall",
    "to review",
    "called none",
    "in `candidate_ids`",
    "records/CPU s",
    "look-up p50 / p99, CPU ms",
)
_FACTS = (
    "citizen_id",
    "old_id",
    "full_name",
    "birth_date",
    "gender",
    "commune_name",
    "province_name",
)


def read_trials(path: Path) -> list[dict[str, Any]]:
    """The JSON objects that `benchmarks.matching` printed, one after the other."""
    text, found = path.read_text().strip(), []
    while text:
        one, end = json.JSONDecoder().raw_decode(text)
        found.append(one)
        text = text[end:].lstrip()
    return found


def trial_lines(trials: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One table of all trials, Splink's rows below ours where it ran."""
    rows = []
    for one in trials:
        speed = one["speed"]
        rows.append(
            (
                one["mix"],
                one["links"],
                one["false_links"],
                f"{one['precision_lower_95']:.5f}",
                percent(one["recall"]),
                percent(one["review"]),
                percent(one["registered_called_none"]),
                percent(one["truth_among_candidates"]),
                round(speed["records_per_cpu_second"]),
                f"{speed['lookup_cpu_p50_ms']:.1f} / {speed['lookup_cpu_p99_ms']:.1f}",
            )
        )
        if peer := one.get("peer"):
            rows.append(_peer_row(one["mix"], peer))
    return table(_HEAD, rows)


def _peer_row(mix: str, peer: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        f"{mix}, Splink ≥ {peer['splink_probability']}",
        peer["links"],
        peer["false_links"],
        f"{peer['precision']:.5f} (no bound)",
        percent(peer["recall"]),
        percent(peer["review"]),
        "–",
        "–",
        round(peer["records_per_cpu_second"]),
        "–",
    )


def false_lines(trials: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Every false link: who was meant, what the paper says, whom it was linked to, and why."""
    rows = []
    for one in trials:
        for link in one["false"]:
            paper, citizen = link["paper"], link["linked"] or {}
            rows.append(
                (
                    one["mix"],
                    f"{link['sort']}, {link['kind']}".rstrip(", "),
                    _said(paper),
                    _said(citizen),
                    link["explanation"],
                )
            )
    return table(("world", "meant", "the paper", "linked to", "why"), rows)


def _said(person: Mapping[str, Any]) -> str:
    return "; ".join(str(person.get(fact) or "–") for fact in _FACTS)


def main() -> None:
    """Print the table, or with `--false` the false links."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, nargs="+")
    parser.add_argument("--false", action="store_true", help="list the false links")
    asked = parser.parse_args()
    trials = [one for path in asked.results for one in read_trials(path)]
    print("\n".join(false_lines(trials) if asked.false else trial_lines(trials)))


if __name__ == "__main__":
    main()
