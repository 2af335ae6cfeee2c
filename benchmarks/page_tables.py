"""Tables of what is done to a page: files opened, pages prepared, fields read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from benchmarks.markdown import Row, milliseconds, or_dash, percent, ratio, table


def ingest_tables(found: Mapping[str, Any]) -> Iterator[str]:
    """What is kept of files of each format, and what that costs."""
    head = (
        "file",
        "bytes in",
        "bytes kept",
        "as",
        "CPU ms",
        "peer",
        "peer CPU ms",
        "ratio",
    )
    yield from table(
        head,
        (
            (
                name,
                one["bytes_in"],
                one["bytes_kept"],
                one["filter"] + _made(one),
                milliseconds(one["cpu_s"]),
                *or_dash(one, lambda p: (p["call"], milliseconds(p["cpu_s"]))),
                ratio(one, "cpu_s"),
            )
            for name, one in found["formats"].items()
        ),
    )


def _made(one: dict[str, Any]) -> str:
    if one["passthrough"]:
        return ", own bytes"
    return ", drawn" if one["rendered"] else ""


def preprocess_tables(found: Mapping[str, Any]) -> Iterator[str]:
    """Turn and skew, level by level."""
    head = (
        "level",
        "pages (turned)",
        "turn right",
        "unsure",
        "wrong though sure",
        "skew error mean / p95",
        "CPU s/page",
        "OSD right",
        "OSD CPU s/page",
        "ratio",
    )
    rows = []
    for level, one in found["levels"].items():
        ours = one["ours"]
        skew = ours["skew_error_deg"]
        rows.append(
            (
                level,
                f"{one['pages']} ({one['turned_pages']})",
                ours["turn_right"],
                ours["turn_unsure"],
                ours["turn_wrong_though_sure"],
                f"{skew['mean']:.3f}° / {skew['p95']:.3f}°",
                ours["cpu_s_per_page"],
                *or_dash(one, lambda p: (p["turn_right"], p["cpu_s_per_page"])),
                ratio(one, "cpu_s_per_page"),
            )
        )
    yield from table(head, rows)


def extract_tables(found: Mapping[str, Any]) -> Iterator[str]:
    """Fields right and wrong, by level, field and type of document."""
    levels = found["levels"]
    head = (
        "level",
        "papers",
        "type right",
        "facts",
        "right",
        "accuracy",
        "wrong",
        "of these unmarked",
        "missing",
        "extra",
        "CPU ms/document",
    )
    yield from table(
        head,
        (
            (
                level,
                one["documents"],
                one["type_right"],
                f["facts"],
                f["right"],
                percent(f["accuracy"]),
                f["wrong"],
                f["wrong_unmarked"],
                f["missing"],
                f["extra"],
                milliseconds(one["cpu_s_per_document"]["median"]),
            )
            for level, one in levels.items()
            for f in (one["fields"],)
        ),
    )
    for level, one in levels.items():
        if "reliability" in one:
            yield from _reliability(level, one["reliability"])
    for title, key in (("field", "by_name"), ("document type", "by_type")):
        yield ""
        yield f"Accuracy by {title}, right / facts:"
        yield ""
        yield from table((title, *levels), _accuracy_rows(levels.values(), key))


def _accuracy_rows(levels: Collection[Mapping[str, Any]], key: str) -> Iterator[Row]:
    """A row a name that any level has facts of."""
    for name in sorted({name for one in levels for name in one[key]}):
        counts = [one[key][name] for one in levels if one[key].get(name)]
        if any(one["facts"] for one in counts):
            yield name, *(f"{one['right']} / {one['facts']}" for one in counts)


def _reliability(level: str, found: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"How sure, {level}: expected calibration error {found['error']:.3f}"
    yield ""
    yield from table(
        ("said", "values", "said in the mean", "right"),
        (
            (
                f"{band['low']:.2f}-{band['high']:.2f}",
                band["values"],
                percent(band["said"]),
                percent(band["right"]),
            )
            for band in found["bands"]
        ),
    )
