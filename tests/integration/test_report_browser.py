"""The report page in a real browser: it loads without complaint, offline, and draws what it says."""

import re
import subprocess
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from pipeline.report.catalogue import REPORTS
from pipeline.report.counting.period import parse_period
from pipeline.report.counting.plans import load_plan
from pipeline.report.render.formats import Format, render
from schemas.tables.arrow import TABLES

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,6000",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr",
    "--virtual-time-budget=5000",
)
BAR, STRONG, POINTS, GROWTH = (
    (0x2F, 0x75, 0xB5),
    (0x1F, 0x4E, 0x79),
    (0xB3, 0x47, 0x00),
    (0x6B, 0x3F, 0xA0),
)


def visit(browser: str, page: Path, *actions: str) -> tuple[str, list[str]]:
    """The page's document after loading, and what the console said."""
    profile = page.parent / f"profile-{len(list(page.parent.iterdir()))}"
    ended = subprocess.run(
        [browser, *FLAGS, f"--user-data-dir={profile}", *actions, page.as_uri()],
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout, re.findall(r"CONSOLE.*", ended.stderr)


def table(name: str, rows: list[dict[str, object]]) -> pa.Table:
    schema = TABLES[name]
    return pa.Table.from_pylist(
        [{column: row.get(column) for column in schema.names} for row in rows],
        schema=schema,
    )


def sample() -> dict[str, pa.Table]:
    units = [
        ("D1", "UBND quận Hòa Bình", "district"),
        ("D2", "UBND huyện Đông Sơn", "district"),
    ]
    units += [(f"W{n}", f"UBND phường số {n} <script>", "commune") for n in range(6)]
    past, export, documents, visits, survey = [], [], [], [], []
    for at in range(160):
        code, name, level = units[at % len(units)]
        unit = {"agency_code": code, "agency_name": name, "level": level}
        past.append({**unit, "dossier_code": f"p{at}", "still_valid": True})
        export.append(
            {
                **unit,
                "dossier_code": f"x{at}",
                "received_at": "2024-03-01T08:00:00+07:00",
                "due_at": "2024-03-11T08:00:00+07:00",
                "finished_at": f"2024-03-{5 + at % 12:02d}T08:00:00+07:00",
                "status": "finished",
                "reused_components": at % 2,
                "electronic_handover": at % 4 > 0,
                "portal_status": ("finished", "processing")[at % 5 == 0],
            }
        )
        visits.append(
            {
                **unit,
                "visit_code": f"v{at}",
                "arrived_at": "2024-03-01T08:00:00+07:00",
                "called_at": f"2024-03-01T08:{at % 40:02d}:00+07:00",
                "left_at": "2024-03-01T08:50:00+07:00",
            }
        )
        survey.append(
            {
                **unit,
                "answer_code": f"a{at}",
                "answered_on": "2024-03-01",
                "score": 1 + at % 5,
                "answers": 1,
            }
        )
        for prefix, kind in (("p", "result"), ("x", "component")):
            if at % 3:
                ident = f"{prefix}{at}.1"
                documents.append(
                    {
                        "document_id": ident,
                        "dossier_code": f"{prefix}{at}",
                        "kind": kind,
                        "status": "done",
                        "signature_level": "B-LTA",
                        "digitized_at": "2024-05-01T08:00:00+07:00",
                        "batch_id": "n1",
                    }
                )
    pages = [
        {
            "document_id": d["document_id"],
            "page": 1,
            "ocr_confidence": 0.9,
            "flags": ["dark"],
        }
        for d in documents
    ]
    rows = {
        "past_results": past,
        "one_stop": export,
        "documents": documents,
        "pages": pages,
        "visits": visits,
        "survey": survey,
    }
    return {name: table(name, entries) for name, entries in rows.items()}


def written(name: str, folder: Path) -> Path:
    report = REPORTS[name].make(
        sample(), 9, parse_period("2024", date(2026, 1, 1)), load_plan("plan-190")
    )
    html = render(report, Format.HTML)
    assert isinstance(html, str)
    page = folder / f"{name}.html"
    page.write_text(html, encoding="utf-8")
    return page


@pytest.mark.parametrize("name", list(REPORTS))
def test_every_page_loads_without_a_word_on_the_console(
    browser: str, tmp_path: Path, name: str
) -> None:
    dom, console = visit(browser, written(name, tmp_path), "--dump-dom")
    assert console == []
    assert "<table" in dom
    assert "<script" not in dom
    assert ("<svg" in dom) == (name not in {"form-766", "missing"})


def test_a_faulty_page_would_be_noticed(browser: str, tmp_path: Path) -> None:
    page = tmp_path / "faulty.html"
    page.write_text(
        "<!DOCTYPE html><title>x</title><script>nothing()</script>", encoding="utf-8"
    )
    _, console = visit(browser, page, "--dump-dom")
    assert len(console) == 1
    assert "nothing" in console[0]


def test_bars_and_both_targets_are_drawn(browser: str, tmp_path: Path) -> None:
    picture = tmp_path / "rates.png"
    visit(browser, written("rates", tmp_path), f"--screenshot={picture}")
    with Image.open(picture) as opened:
        pixels = np.asarray(opened.convert("RGB")).astype(int)

    def area(colour: tuple[int, int, int]) -> int:
        return int((np.abs(pixels - np.array(colour)).max(axis=2) <= 6).sum())

    assert area(BAR) > 40_000
    assert area(STRONG) > 5_000
    assert area(POINTS) > 200
    assert area(GROWTH) > 50
