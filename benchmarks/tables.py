"""The tables of docs/BENCHMARKS.md out of a result of `sohoa bench`.

    python -m benchmarks.tables result.json [--into docs/BENCHMARKS.md]

With `--into`, what stands between `<!-- begin NAME -->` and `<!-- end NAME -->` is replaced, for
every benchmark in the result; the text around it is left alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.markdown import Row, percent, table
from benchmarks.ocr_tables import ocr_tables


def _ingest(found: Mapping[str, Any]) -> Iterator[str]:
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
                _ms(one["cpu_s"]),
                *_peer(one, lambda p: (p["call"], _ms(p["cpu_s"]))),
                _times(one, "cpu_s"),
            )
            for name, one in found["formats"].items()
        ),
    )


def _preprocess(found: Mapping[str, Any]) -> Iterator[str]:
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
                *_peer(one, lambda p: (p["turn_right"], p["cpu_s_per_page"])),
                _times(one, "cpu_s_per_page"),
            )
        )
    yield from table(head, rows)


def _extract(found: Mapping[str, Any]) -> Iterator[str]:
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
                _ms(one["cpu_s_per_document"]["median"]),
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
        names = sorted({name for one in levels.values() for name in one[key]})
        rows = [
            (
                name,
                *(
                    f"{f['right']} / {f['facts']}"
                    for f in (one[key].get(name) for one in levels.values())
                    if f
                ),
            )
            for name in names
            if any(one[key].get(name, {}).get("facts") for one in levels.values())
        ]
        yield from table((title, *levels), rows)


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


def _matching(found: Mapping[str, Any]) -> Iterator[str]:
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
    rows: list[Row] = []
    for mix, one in found["mixes"].items():
        speed, peer = one["speed"], one.get("peer")
        rows.append(
            (
                mix,
                "sohoa",
                one["links"],
                one["false_links"],
                percent(one["precision"]),
                percent(one["recall"]),
                percent(one["review"]),
                speed["records_per_cpu_second"],
                f"{speed['lookup_p50_ms']} / {speed['lookup_p99_ms']}",
            )
        )
        if peer:
            rows.append(
                (
                    mix,
                    f"Splink, probability ≥ {peer['splink_probability']}",
                    peer["links"],
                    peer["false_links"],
                    percent(peer["precision"]),
                    percent(peer["recall"]),
                    percent(peer["review"]),
                    peer["records_per_cpu_second"],
                    "–",
                )
            )
            r = one["ours_to_peer"]
            rows.append(
                (
                    mix,
                    "**ratio**",
                    "",
                    r["false_links"],
                    "",
                    r["recall"],
                    "",
                    r["records_per_cpu_second"],
                    "",
                )
            )
    yield from table(head, rows)


def _archive(found: Mapping[str, Any]) -> Iterator[str]:
    head = (
        "",
        "CPU s/page",
        "beside recognition",
        "bytes/page",
        "ratio: CPU / beside recognition / bytes",
    )
    ours, peer = found["ours"], found.get("peer") or {}
    rows: list[Row] = [
        (
            "sohoa, PDF/A-2u",
            ours["cpu_s_per_page"],
            ours["cpu_s_per_page_beside_recognition"],
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
                    *(one[key] for key in keys),
                    " / ".join(str(r[key]) for key in keys),
                )
            )
    yield f"{found['pages']} pages, {found['bytes_in_per_page']} bytes of JPEG a page."
    yield ""
    yield from table(head, rows)
    yield ""
    signing = [
        (level, one["cpu_ms_per_file"], one["bytes_added"])
        for level, one in found["signing"].items()
        if "B-" in level
    ]
    yield from table(("signature (RSA 3072)", "CPU ms a file", "bytes added"), signing)


def _store(found: Mapping[str, Any]) -> Iterator[str]:
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


def _counter(found: Mapping[str, Any]) -> Iterator[str]:
    page, peer, long = found["page"], found.get("peer"), found["long_paper"]
    rows: list[Row] = [
        (
            "one page, warm: median / worst s",
            f"{page['wall_s']} / {page['worst_wall_s']}",
        ),
        ("a cold first call, s", str(found["cold_first_call_s"])),
        (f"done of {long['pages']} pages, s", str(long["done_s"])),
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


def _end_to_end(found: Mapping[str, Any]) -> Iterator[str]:
    runs = {
        name.replace("_", " "): one
        for name, one in found.items()
        if name.startswith("workers_")
    }
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
    keys = (
        "pages",
        "wall_s",
        "pages_per_second",
        "cpu_s",
        "cpu_s_per_page",
        "peak_memory_mb",
        "bytes_out_per_page",
    )
    rows: list[Row] = [
        (f"sohoa run, {name}", *(one[key] for key in keys))
        for name, one in runs.items()
    ]
    if found.get("peer"):
        rows.append((found["peer"]["program"], *(found["peer"][key] for key in keys)))
        r = found["ours_to_peer"]
        values = (
            "",
            "",
            r["pages_per_second"],
            "",
            r["cpu_s_per_page"],
            "",
            r["bytes_out_per_page"],
        )
        rows.append(("**ratio** (the last run)", *values))
    yield from table(head, rows)
    yield ""
    stages = sorted({stage for one in runs.values() for stage in one["stage_seconds"]})
    yield "Wall seconds by stage, summed over workers:"
    yield ""
    yield from table(
        ("", *stages),
        (
            (name, *(one["stage_seconds"].get(s) for s in stages))
            for name, one in runs.items()
        ),
    )
    yield ""
    again = ", ".join(
        f"{name}: {one['again']['wall_s']} s" for name, one in runs.items()
    )
    build = found["register_build"]
    yield (
        f"Scaling from 1 to 2 workers: {found.get('scaling', '–')}. The same command again, "
        f"nothing to do: {again}."
    )
    yield f"Register of 20,000 citizens: {build['wall_s']} s, {build['cpu_s']} CPU s."
    last = list(runs.values())[-1]
    if "quarantine" in last:
        listed = ", ".join(
            f"{code} {count}" for code, count in last["quarantine"].items()
        )
        counts = last["documents"]
        yield (
            f"Documents: {counts['done']} of {counts['found']} done; in quarantine: "
            f"{listed or 'nothing'}."
        )
    yield ""
    yield from _truth(found["against_truth"])


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


_TABLES: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "ingest": _ingest,
    "preprocess": _preprocess,
    "ocr": ocr_tables,
    "extract": _extract,
    "matching": _matching,
    "archive": _archive,
    "counter": _counter,
    "end_to_end": _end_to_end,
    "store": _store,
}


def render(document: Mapping[str, Any]) -> dict[str, str]:
    """Markdown for each benchmark in a result, and for the machine."""
    texts = {"machine": "\n".join(_machine(document))}
    for name, found in document["benchmarks"].items():
        if found.keys() & {"failed", "skipped"}:
            texts[name] = f"Not measured: {found.get('failed') or found.get('skipped')}"
        else:
            texts[name] = "\n".join(_TABLES[name](found))
    return texts


def _machine(document: Mapping[str, Any]) -> Iterator[str]:
    on = document["machine"]
    yield (
        f"{document['date']}; {on['cpu']}, {on['cores']} cores, {on['memory_gib']} GiB, "
        f"{on['system']},"
    )
    yield f"Python {on['python']}; load at the start {on['load_at_start'][0]} (1 minute)."
    yield (
        ", ".join(
            f"{name} {version}" for name, version in on["versions"].items() if version
        )
        + "."
    )


def put_into(page: str, texts: Mapping[str, str]) -> str:
    """The page with each text between its two marks; one that has no marks is left out."""
    for name, text in texts.items():
        before, begin, rest = page.partition(f"<!-- begin {name} -->\n")
        _, end, after = rest.partition(f"<!-- end {name} -->")
        if begin and end:
            page = f"{before}{begin}{text}\n{end}{after}"
    return page


def _peer(one: Mapping[str, Any], cells: Callable[[Mapping[str, Any]], Row]) -> Row:
    return cells(one["peer"]) if one.get("peer") else ("–", "–")


def _times(one: Mapping[str, Any], key: str) -> object:
    return one.get("ours_to_peer", {}).get(key)


def _made(one: dict[str, Any]) -> str:
    if one["passthrough"]:
        return ", own bytes"
    return ", drawn" if one["rendered"] else ""


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def main() -> None:
    """Print the tables, or put them into the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("result", type=Path)
    parser.add_argument("--into", type=Path)
    options = parser.parse_args()
    texts = render(json.loads(options.result.read_bytes()))
    if options.into:
        options.into.write_text(
            put_into(options.into.read_text("utf-8"), texts), encoding="utf-8"
        )
    else:
        print("\n\n".join(f"### {name}\n\n{text}" for name, text in texts.items()))


if __name__ == "__main__":
    main()
