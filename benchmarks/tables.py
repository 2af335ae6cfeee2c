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

from benchmarks.command_tables import counter_tables, end_to_end_tables
from benchmarks.ocr_tables import ocr_tables
from benchmarks.page_tables import extract_tables, ingest_tables, preprocess_tables
from benchmarks.record_tables import archive_tables, matching_tables, store_tables

_TABLES: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "ingest": ingest_tables,
    "preprocess": preprocess_tables,
    "ocr": ocr_tables,
    "extract": extract_tables,
    "matching": matching_tables,
    "archive": archive_tables,
    "counter": counter_tables,
    "end_to_end": end_to_end_tables,
    "store": store_tables,
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
