"""A command loads what it uses, and nothing else: the modules are counted, not the seconds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.operations.upkeep.create import create_archive
from tests.support.whole_commands import environment

ROOT = Path(__file__).resolve().parents[3]
HEAVY = {
    "argon2",
    "cv2",
    "cryptography",
    "dask",
    "distributed",
    "elasticsearch",
    "fontTools",
    "jinja2",
    "lxml",
    "onnxruntime",
    "openpyxl",
    "pdf2image",
    "pikepdf",
    "PIL",
    "pyhanko",
    "pytesseract",
    "starlette",
    "tesserocr",
    "uvicorn",
    "zxingcpp",
}
TABLES = {"numpy", "pyarrow", "rapidfuzz", "tantivy"}


def loaded(*words: object) -> tuple[int, set[str]]:
    """The exit code of a command line, and what it imported."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cli", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(),
        check=False,
    )
    lines = [
        line for line in done.stderr.splitlines() if line.startswith("import time:")
    ]
    return done.returncode, {line.rsplit("|", 1)[1].strip() for line in lines}


def packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize(
    "line",
    [
        "",
        "--help",
        "--version",
        "run --help",
        "ocr --help",
        "report --help",
        "serve --help",
        "run --odd",
    ],
)
def test_help_and_version_need_no_stage(line: str) -> None:
    code, modules = loaded(*line.split())
    assert code == (2 if "--odd" in line else 0)
    assert packages(modules) & (HEAVY | TABLES | {"rich"}) == set()
    assert {name for name in modules if name.startswith("pipeline.")} <= {
        "pipeline.common",
        "pipeline.common.memory",
        "pipeline.common.places",
        "pipeline.common.threads",
        "pipeline.errors",
        "pipeline.messages",
        "pipeline.messages.desk",
        "pipeline.messages.exporting",
        "pipeline.messages.findings",
        "pipeline.messages.marks",
        "pipeline.trouble",
    }
    # Python's own, Typer's and pydantic's (which Typer reads values with) among them.
    assert len(modules) < 700


def test_help_needs_no_pydantic() -> None:
    assert "pydantic" not in packages(loaded("--help")[1])


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create_archive(
        tmp_path_factory.mktemp("start") / "kho", development_keys=False
    ).root


@pytest.mark.parametrize(
    "words", [("search", "nguyen"), ("lookup", "001090000123"), ("show", "X")]
)
def test_finding_loads_the_store_and_the_index_alone(
    archive: Path, words: tuple[str, ...]
) -> None:
    code, modules = loaded(*words, "--archive", archive, "--operator", "Lê Thị Mẫu")
    assert code in (0, 1)
    assert packages(modules) & HEAVY == set()
    stages = (
        "ingest",
        "preprocess",
        "ocr",
        "extract",
        "match",
        "archive",
        "report",
        "runner",
    )
    assert {stage for stage in stages if f"pipeline.{stage}" in modules} == set()


def test_a_correction_loads_no_reader_and_no_signer(archive: Path) -> None:
    words = (
        "correct",
        "H26-1.1",
        "number",
        "12",
        "--archive",
        archive,
        "--operator",
        "Lê Thị Mẫu",
    )
    code, modules = loaded(*words)
    assert code == 2  # there is no such document
    assert packages(modules) & HEAVY == set()
    stages = ("ingest", "preprocess", "ocr", "archive", "report")
    assert {stage for stage in stages if f"pipeline.{stage}" in modules} == set()


def test_status_reads_no_pixels(archive: Path) -> None:
    code, modules = loaded("status", "--archive", archive)
    assert code == 0
    assert (
        packages(modules) & {"cv2", "distributed", "onnxruntime", "tesserocr"} == set()
    )
