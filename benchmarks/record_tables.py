"""Tables of what is kept: persons matched, files written and signed, the record asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.markdown import Row, percent, table


def matching_tables(found: Mapping[str, Any]) -> Iterator[str]:
    """Links right and false, beside Splink's."""
    head = (
        "mix",
        "",
        "links",
        "false links",
        "precision",
        "recall",
        "to review",
        "records/CPU-s",
        "lookup p50 / p99 ms",
    )
    rows = [row for mix, one in found["mixes"].items() for row in _mix(mix, one)]
    yield from table(head, rows)


def _mix(mix: str, one: Mapping[str, Any]) -> Iterator[Row]:
    """Ours, the peer's and the ratio of the two on one mix of persons."""
    speed, peer = one["speed"], one.get("peer")
    pace = speed["records_per_cpu_second"]
    lookups = f"{speed['lookup_p50_ms']} / {speed['lookup_p99_ms']}"
    yield mix, "sohoa", *_links(one), pace, lookups
    if not peer:
        return
    said = f"Splink, probability ≥ {peer['splink_probability']}"
    yield mix, said, *_links(peer), peer["records_per_cpu_second"], "–"
    r = one["ours_to_peer"]
    links = ("", r["false_links"], "", r["recall"], "")
    yield mix, "**ratio**", *links, r["records_per_cpu_second"], ""


def _links(one: Mapping[str, Any]) -> Row:
    shares = (percent(one[key]) for key in ("precision", "recall", "review"))
    return one["links"], one["false_links"], *shares


def archive_tables(found: Mapping[str, Any]) -> Iterator[str]:
    """Cost and size of files, beside OCRmyPDF's, and of signatures."""
    head = (
        "",
        "CPU s/page",
        "beside recognition",
        "the file alone / upright, too",
        "bytes/page",
        "ratio: CPU / beside recognition / bytes / same work beside recognition",
    )
    ours, peer = found["ours"], found.get("peer") or {}
    rows: list[Row] = [
        (
            "sohoa, PDF/A-2u",
            ours["cpu_s_per_page"],
            ours["cpu_s_per_page_beside_recognition"],
            f"{ours['cpu_s_per_page_file']} / {ours['cpu_s_per_page_file_upright']}",
            ours["bytes_per_page"],
            "",
        )
    ]
    for name, one in peer.items():
        if isinstance(one, dict):
            r = found["ours_to_peer"][name]
            keys = (
                "cpu_s_per_page",
                "cpu_s_per_page_beside_recognition",
                "bytes_per_page",
            )
            rows.append(
                (
                    f"OCRmyPDF, {name}",
                    *(one[key] for key in keys[:2]),
                    "",
                    one[keys[2]],
                    " / ".join(str(r[key]) for key in (*keys, "file")),
                )
            )
    yield f"{found['pages']} pages, {found['bytes_in_per_page']} bytes of JPEG a page."
    yield ""
    yield from table(head, rows)
    yield ""
    signing = [
        (level, one["cpu_ms_per_file"], one["cpu_ms_judging"], one["bytes_added"])
        for level, one in found["signing"].items()
        if "B-" in level
    ]
    costs = ("signature (RSA 3072)", "CPU ms a file", "judging it", "bytes added")
    yield from table(costs, signing)


def store_tables(found: Mapping[str, Any]) -> Iterator[str]:
    """What a command costs on records of several sizes."""
    sizes = [str(size) for size in found["sizes"]]
    head = ("command", *(f"{int(size):,} documents: s / CPU s / MB" for size in sizes))
    costs = ("wall_s", "cpu_s", "peak_mb")
    yield from table(
        head,
        (
            (
                row["command"],
                *(" / ".join(str(row[size][cost]) for cost in costs) for size in sizes),
            )
            for row in found["rows"]
        ),
    )
