from __future__ import annotations

import json
import sys

import pytest

from benchmarks import peers as public
from benchmarks.catalogue import BENCHMARKS, run_benchmarks
from benchmarks.measure import measured, quantile, ratio, run_command
from benchmarks.preprocess import preprocess

FORMATS = {
    "jpeg",
    "png",
    "tiff_lzw",
    "tiff_g4_bilevel",
    "jpeg2000",
    "webp",
    "bmp",
    "pdf_one_image",
    "pdf_drawn",
}


def test_every_stage_and_the_whole_have_a_benchmark():
    assert list(BENCHMARKS) == [
        "ingest",
        "preprocess",
        "ocr",
        "extract",
        "matching",
        "archive",
        "counter",
        "end_to_end",
        "store",
    ]


def test_a_run_answers_with_json_of_machine_date_and_figures():
    told: list[str] = []
    document = run_benchmarks(["ingest"], peers=False, small=True, tell=told.append)
    assert json.loads(json.dumps(document)) == document
    assert set(document) == {"machine", "date", "small", "peers", "benchmarks"}
    assert {"cpu", "cores", "memory_gib", "python", "system", "versions"} <= set(
        document["machine"]
    )
    figures = document["benchmarks"]["ingest"]
    assert set(figures["formats"]) == FORMATS
    jpeg = figures["formats"]["jpeg"]
    assert (
        jpeg["passthrough"]
        and jpeg["bytes_kept"] == jpeg["bytes_in"]
        and jpeg["cpu_s"] > 0
    )
    assert (jpeg["peer"], jpeg["reason"]) == (None, "not asked for")
    assert figures["formats"]["pdf_drawn"]["rendered"]
    assert any("ingest" in line for line in told)


def test_an_unknown_name_is_refused_before_anything_runs():
    with pytest.raises(KeyError, match="nothing"):
        run_benchmarks(["ingest", "nothing"], peers=False, small=True, tell=pytest.fail)


def test_preparation_without_peers_says_why_there_is_none():
    figures = preprocess(peers=False, small=True, tell=lambda line: None)
    office = figures["levels"]["office"]
    assert (office["peer"], office["reason"]) == (None, "not asked for")
    assert office["ours"]["turn_right"] == office["pages"]
    assert office["ours"]["skew_error_deg"]["mean"] < 0.2


def test_a_missing_peer_is_told_and_no_error():
    assert public.why_not("no_such_peer_package", True) == (
        "no_such_peer_package is not installed; bash scripts/setup.sh --peers"
    )
    assert public.why_not("json", True) is None
    assert public.why_not("json", False) == "not asked for"


def test_a_command_is_measured_with_its_children():
    burn = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}]); print('ok'); sys.exit(3)"
    run = run_command([sys.executable, "-c", child])
    assert (run.code, run.stdout) == (3, "ok\n")
    assert 0.3 <= run.cpu_s <= run.wall_s * 4 and run.peak_mb > 5


def test_a_block_is_measured_in_cpu_and_memory():
    with measured(memory=True) as took:
        sum(range(2_000_000))
    assert took.cpu_s > 0 and took.wall_s > 0 and took.peak_mb > 10


def test_ratios_and_quantiles():
    assert ratio(1.0, 4.0) == 0.25
    assert ratio(None, 4.0) is None and ratio(1.0, 0.0) is None
    assert quantile([5, 1, 2, 4, 3], 0.95) == 5 and quantile([7.0], 0.5) == 7.0
