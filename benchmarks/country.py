"""What reports cost on the record of a country: 3,400 units, a year, millions of documents and of
rows of the one-stop export.

    python -m benchmarks.country FOLDER --documents 5000000 --rows 3000000   # made once
    python -m benchmarks.country FOLDER                                      # measured

The store alone is made (no files, no index). Every unit has dossiers on every day of the year; some
are late, some open, one in five has no paper.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from starlette.testclient import TestClient

from benchmarks.big_store import NIGHT, made_table
from benchmarks.measure import run_command
from pipeline.config import load_settings
from pipeline.operations.upkeep.create import create_archive
from pipeline.serve.accounts.users import Role
from pipeline.serve.app import build_app
from pipeline.serve.site import Site
from pipeline.store.folder_place import FolderPlace
from pipeline.store.manifest import read_manifest, write_manifest
from pipeline.store.parts import write_part
from pipeline.store.record import Part
from schemas.tables.arrow import TABLES

UNITS, YEAR = 3_400, 2024
_PROVINCES = 63
_DAYS = 366
_ROWS_A_PART = 500_000
_PAST_SHARE = 0.4
_TYPES = (
    "giay_khai_sinh",
    "don_de_nghi",
    "quyet_dinh",
    "to_khai",
    "giay_chung_nhan_ket_hon",
)
_PROCEDURES = tuple(f"1.{number:06d}" for number in range(1_193, 1_233))
_MINUTE = 60_000_000
_DAY = 24 * 60 * _MINUTE
_START = np.datetime64(f"{YEAR}-01-01", "us").astype(np.int64)
REPORTS = ("form-766", "rates", "reuse", "on-time", "quality")
PAGES = (
    "/rates?period=2024",
    "/rates?period=2024&level=commune",
    "/rates/unit?period=2024&code=H05.20&level=commune",
    "/reports/show?name=form-766&period=2024",
    "/reports/show?name=on-time&period=2024",
    "/batch",
)
_PASSWORD = "bốn từ khó đoán"


def make_country(
    folder: Path, documents: int, rows: int, tell: Callable[[str], None]
) -> None:
    """Make an archive in `folder` with so many documents and rows of the export."""
    archive = create_archive(folder, development_keys=False)
    place = FolderPlace(archive.store)
    manifest = read_manifest(place)
    parts: dict[str, list[Part]] = {name: [] for name in TABLES}
    commit = 0
    for commit, (name, table) in enumerate(_tables(documents, rows), start=1):
        parts[name].append(write_part(place, name, commit, table))
        tell(f"{name}: {sum(one.rows for one in parts[name]):,} rows")
    tables = {name: tuple(found) for name, found in parts.items()}
    write_manifest(place, replace(manifest, commit=commit, tables=tables))


def _tables(documents: int, rows: int) -> Iterator[tuple[str, pa.Table]]:
    for begin, end in _pieces(documents, 5 * NIGHT):
        yield "documents", _documents(np.arange(begin, end), rows)
    for begin, end in _pieces(rows, _ROWS_A_PART):
        yield "one_stop", _one_stop(np.arange(begin, end))
    for begin, end in _pieces(int(rows * _PAST_SHARE), _ROWS_A_PART):
        yield "past_results", _past_results(np.arange(begin, end))


def _pieces(count: int, size: int) -> Iterator[tuple[int, int]]:
    for begin in range(0, count, size):
        yield begin, min(begin + size, count)


def _mixed(numbers: np.ndarray) -> np.ndarray:
    """Numbers without a pattern, the same each time (the last steps of MurmurHash3)."""
    found = numbers.astype(np.uint32)
    for factor, shift in ((2_246_822_507, 16), (3_266_489_909, 13)):
        found = (found ^ (found >> np.uint32(shift))) * np.uint32(factor)
    return (found ^ (found >> np.uint32(16))).astype(np.int64)


def _units(numbers: np.ndarray) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Code, name and level of the unit of each dossier: the first of a province are its own
    departments, the next its districts."""
    units = [(n % _PROVINCES + 1, n // _PROVINCES) for n in range(UNITS)]
    at = pa.array(numbers % UNITS)
    codes = pa.array([f"H{province:02d}.{place:02d}" for province, place in units])
    names = pa.array([f"Đơn vị {place} tỉnh {province}" for province, place in units])
    levels = pa.array(
        [
            "province" if place < 4 else "district" if place < 10 else "commune"
            for _, place in units
        ]
    )
    return codes.take(at), names.take(at), levels.take(at)


def _codes(numbers: np.ndarray) -> pa.Array:
    days = (_START + numbers % _DAYS * _DAY).astype("datetime64[us]")
    day = pc.strftime(pa.array(days), format="%y%m%d")
    serial = pa.array(np.char.zfill(numbers.astype(str), 7))
    return pc.binary_join_element_wise(_units(numbers)[0], day, serial, "-")


def _times(numbers: np.ndarray, after_days: np.ndarray) -> pa.Array:
    """So many days after each dossier came in, as the tables hold times."""
    moments = _START + numbers % _DAYS * _DAY + numbers % 480 * _MINUTE
    moments = (moments + after_days * _DAY).astype("datetime64[us]")
    day = pc.strftime(pa.array(moments), format="%Y-%m-%dT%H:%M:%S")
    return pc.binary_join_element_wise(day, "+07:00", "")


def _documents(numbers: np.ndarray, rows: int) -> pa.Table:
    """Papers spread over the dossiers without an order: some have several, some none."""
    dossiers = _mixed(numbers) % rows
    codes = _codes(dossiers)
    agencies, _, levels = _units(dossiers)
    ordinals = pa.array((numbers + 1).astype(str))
    return made_table(
        "documents",
        document_id=pc.binary_join_element_wise(codes, ordinals, "."),
        dossier_code=codes,
        ordinal=pc.cast(ordinals, pa.int64()),
        kind=pc.if_else(pa.array(_mixed(numbers + 1) % 3 == 0), "result", "component"),
        agency_code=agencies,
        level=levels,
        procedure_code=pa.array(_PROCEDURES).take(
            pa.array(dossiers % len(_PROCEDURES))
        ),
        document_type=pa.array(_TYPES).take(pa.array(numbers % len(_TYPES))),
        title="Giấy khai sinh",
        still_valid=True,
        page_count=1,
        blank_pages=0,
        text="",
        signature_level="B-LTA",
        batch_id="run-00001",
        digitized_at=_times(dossiers, _mixed(numbers + 2) % 20),
        status=pc.if_else(pa.array(_mixed(numbers) % 500 == 0), "needs_review", "done"),
        review_reasons=pa.array([[]] * len(numbers), pa.list_(pa.string())),
    )


def _one_stop(numbers: np.ndarray) -> pa.Table:
    agencies, names, levels = _units(numbers)
    finished = pc.if_else(
        pa.array(_mixed(numbers) % 17 == 0), None, _times(numbers, _mixed(numbers) % 23)
    )
    return made_table(
        "one_stop",
        dossier_code=_codes(numbers),
        agency_code=agencies,
        agency_name=names,
        level=levels,
        procedure_code=pa.array(_PROCEDURES).take(pa.array(numbers % len(_PROCEDURES))),
        received_at=_times(numbers, np.zeros_like(numbers)),
        due_at=_times(numbers, np.full_like(numbers, 20)),
        finished_at=finished,
        status=pc.if_else(pc.is_null(finished), "processing", "finished"),
        online=pa.array(numbers % 3 == 0),
        reused_components=pa.array(_mixed(numbers) % 4 // 3),
    )


def _past_results(numbers: np.ndarray) -> pa.Table:
    agencies, names, levels = _units(numbers)
    return made_table(
        "past_results",
        dossier_code=_codes(numbers),
        agency_code=agencies,
        agency_name=names,
        level=levels,
        document_type=pa.array(_TYPES).take(pa.array(numbers % len(_TYPES))),
        still_valid=pa.array(_mixed(numbers) % 10 != 0),
    )


def measure_reports(archive: Path) -> list[dict[str, Any]]:
    """Each report of the year by the command line: seconds, CPU seconds and MB, start included."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name in REPORTS:
            words = ("report", name, "--period", str(YEAR), "--archive", str(archive))
            out = str(Path(folder, f"{name}.csv"))
            run = run_command([sys.executable, "-m", "cli", *words, "--out", out])
            if run.code:
                raise RuntimeError(run.stderr)
            cost = {"wall_s": run.wall_s, "cpu_s": run.cpu_s, "peak_mb": run.peak_mb}
            found.append({"report": name, **{k: round(v, 2) for k, v in cost.items()}})
    return found


def measure_pages(archive: Path, rounds: int = 5) -> list[dict[str, Any]]:
    """Milliseconds of each page of `sohoa serve`: the first time, and warm."""
    site = Site.of(archive, load_settings(archive, environ={}), double_keying=False)
    if site.users.get("lanhdao") is None:
        site.users.add("lanhdao", "Phạm Thị Lãnh", Role.OFFICIAL, _PASSWORD)
    app = build_app(site)
    with TestClient(app, base_url="http://127.0.0.1:8750") as client:
        signed_in = {"login": "lanhdao", "password": _PASSWORD}
        client.post("/sign-in", data=signed_in).raise_for_status()
        return [_cost_of_page(client, path, rounds) for path in PAGES]


def _cost_of_page(client: TestClient, path: str, rounds: int) -> dict[str, Any]:
    took = []
    for _ in range(rounds + 1):
        begin = time.perf_counter()
        answer = client.get(path)
        took.append(1000 * (time.perf_counter() - begin))
        answer.raise_for_status()
    first, *warm = took
    figures: Mapping[str, float] = {
        "first_ms": first,
        "warm_ms": statistics.median(warm),
        "worst_warm_ms": max(warm),
    }
    return {
        "page": path,
        "bytes": len(answer.content),
        **{key: round(value) for key, value in figures.items()},
    }


def main() -> None:
    """Make an archive, or measure on one that stands."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=0)
    parser.add_argument("--rows", type=int, default=3_000_000)
    given = parser.parse_args()
    if given.documents:
        make_country(
            given.folder,
            given.documents,
            given.rows,
            lambda line: print(line, file=sys.stderr),
        )
        return
    found = {
        "reports": measure_reports(given.folder),
        "pages": measure_pages(given.folder),
    }
    print(json.dumps(found, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
