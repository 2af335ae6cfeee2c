"""Tables of whole commands: the counter, a batch, the archive that it makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.markdown import Row, percent, table


def counter_tables(found: Mapping[str, Any]) -> Iterator[str]:
    """How soon a counter is answered."""
    page, peer, long = found["page"], found.get("peer"), found["long_paper"]
    rows: list[Row] = [
        (
            "one page, warm: median / worst s",
            f"{page['wall_s']} / {page['worst_wall_s']}",
        ),
        ("a cold first call, s", str(found["cold_first_call_s"])),
        (
            f"done of {long['pages']} pages: median / worst s",
            f"{long['done_s']} / {long['worst_done_s']}",
        ),
        ("… to one page's time", str(long["done_to_page"])),
    ]
    if peer is not None:
        rows[1:1] = [
            (
                "tesseract alone: median / worst s",
                f"{peer['wall_s']} / {peer['worst_wall_s']}",
            ),
            ("**ratio** of the medians", str(found["ours_to_peer"]["wall"])),
        ]
    client = found["client"]
    names = {
        "version_ms": "`--version`",
        "day_ms": "`desk day`",
        "refused_ms": "a refused call",
    }
    names["bare_python_ms"] = "Python alone"
    rows += _beside_batch(found.get("beside_batch") or {})
    rows += [
        (f"{said}: clock / CPU ms", f"{client[name]} / {_cpu_of(client, name)}")
        for name, said in names.items()
    ]
    yield from table(("", ""), rows)


def _beside_batch(found: Mapping[str, Any]) -> list[Row]:
    if "wall_s" not in found:
        return []
    return [
        (
            "one page beside a batch: median / worst s",
            f"{found['wall_s']} / {found['worst_wall_s']}",
        ),
        ("… **added** share", percent(found["added_share"])),
    ]


def _cpu_of(client: Mapping[str, Any], name: str) -> object:
    return client.get(name.replace("_ms", "_cpu_ms"), "–")


_RUN = (
    "pages",
    "wall_s",
    "pages_per_second",
    "cpu_s",
    "cpu_s_per_page",
    "peak_memory_mb",
    "bytes_out_per_page",
)
_COMPARED = {"pages_per_second", "cpu_s_per_page", "bytes_out_per_page"}


def end_to_end_tables(found: Mapping[str, Any]) -> Iterator[str]:
    """A batch by its number of workers, and what came of it."""
    runs = {
        name.replace("_", " "): one
        for name, one in found.items()
        if name.startswith("workers_")
    }
    yield from _costs(runs, found)
    yield ""
    yield "Wall seconds by stage, summed over workers:"
    yield ""
    yield from _stages(runs)
    yield ""
    again = (f"{name}: {one['again']['wall_s']} s" for name, one in runs.items())
    yield (
        f"Scaling from 1 to 2 workers: {found.get('scaling', '–')}. The same command again, "
        f"nothing to do: {', '.join(again)}."
    )
    build = found["register_build"]
    yield f"Register of 20,000 citizens: {build['wall_s']} s, {build['cpu_s']} CPU s."
    yield from _filed(list(runs.values())[-1])
    yield ""
    yield from _truth(found["against_truth"])


def _costs(
    runs: Mapping[str, Mapping[str, Any]], found: Mapping[str, Any]
) -> Iterator[str]:
    head = (
        "",
        "pages",
        "wall s",
        "pages/s",
        "CPU s",
        "CPU s/page",
        "memory of all processes MB",
        "bytes out/page",
    )
    rows: list[Row] = [
        (f"sohoa run, {name}", *(one[key] for key in _RUN))
        for name, one in runs.items()
    ]
    peer = found.get("peer")
    if peer:
        rows.append((peer["program"], *(peer[key] for key in _RUN)))
        r = found["ours_to_peer"]
        ratios = (r[key] if key in _COMPARED else "" for key in _RUN)
        rows.append(("**ratio** (the last run)", *ratios))
    return table(head, rows)


def _stages(runs: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    seconds = {name: one["stage_seconds"] for name, one in runs.items()}
    stages = sorted({stage for one in seconds.values() for stage in one})
    rows = ((name, *map(one.get, stages)) for name, one in seconds.items())
    return table(("", *stages), rows)


def _filed(run: Mapping[str, Any]) -> Iterator[str]:
    """How many documents were filed, and why the others were not."""
    if "quarantine" not in run:
        return
    codes = ", ".join(f"{code} {count}" for code, count in run["quarantine"].items())
    counts = run["documents"]
    yield (
        f"Documents: {counts['done']} of {counts['found']} done; in quarantine: "
        f"{codes or 'nothing'}."
    )


def _truth(found: Mapping[str, Any]) -> Iterator[str]:
    """The store's tables against the truth beside the scans."""
    fields, persons = found["fields"], found["persons"]
    yield "The archive's tables against the truth of sample_scans:"
    yield ""
    told = (
        *(fields.get(key, 0) for key in ("right", "wrong", "missing")),
        percent(fields["accuracy"]),
    )
    outcomes = ("registered", "right", "wrong", "review", "none", "not_asked")
    strangers = persons.get("strangers", 0), persons.get("strangers_linked", 0)
    rows: list[Row] = [
        ("document type right", f"{found['type_right']} of {found['documents']}"),
        (
            "CER / WER of page text",
            f"{percent(found['cer'])} / {percent(found['wer'])}",
        ),
        ("fields right / wrong / missing; accuracy", "{} / {} / {}; {}".format(*told)),
        (
            "persons in the register; linked right / wrong, to review / none / not asked",
            "{}; {} / {}, {} / {} / {}".format(
                *(persons.get(key, 0) for key in outcomes)
            ),
        ),
        ("persons not in the register; linked", "{}; {}".format(*strangers)),
        (
            "match precision / recall",
            f"{percent(found['match_precision'])} / {percent(found['match_recall'])}",
        ),
    ]
    yield from table(("", ""), rows)
