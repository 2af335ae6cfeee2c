"""Tools from outside that some tests need: Java judges of files, a search server, a browser, a
spreadsheet."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TOOLS = Path(__file__).resolve().parents[1] / "tools"
CSV_UTF8 = "Text - txt - csv (StarCalc):44,34,76"
"""LibreOffice's name of a CSV by commas, in UTF-8."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def need(*programs: str, remedy: str) -> None:
    """Skip where a program is missing; with SOHOA_REQUIRE_ALL=1, fail."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        reason = f"{' and '.join(missing)} missing: {remedy}"
        (pytest.fail if os.environ.get("SOHOA_REQUIRE_ALL") == "1" else pytest.skip)(
            reason
        )


@pytest.fixture(scope="session")
def java() -> None:
    """A JDK and Maven are there."""
    need("java", "mvn", remedy="apt-get install openjdk-17-jdk-headless maven")


@pytest.fixture(scope="session")
def browser() -> str:
    """A browser's path."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        need(BROWSERS[0], remedy="apt-get install chromium")
    return str(found)


@pytest.fixture(scope="session")
def soffice(tmp_path_factory) -> Callable[[Path, str], Path]:
    """LibreOffice: opens a table and saves it as another format, as `xlsx`, `csv` or `pdf`."""
    need("soffice", remedy="apt-get install libreoffice-calc-nogui")
    # A profile of its own: one that runs on the same machine would take the call over.
    profile = tmp_path_factory.mktemp("soffice")

    def save_as(path: Path, ending: str) -> Path:
        out = tmp_path_factory.mktemp("saved")
        call = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
        call += [f"--infilter={CSV_UTF8}"] if path.suffix == ".csv" else []
        kind = f"csv:{CSV_UTF8}" if ending == "csv" else ending
        done = subprocess.run(
            [*call, "--convert-to", kind, "--outdir", str(out), str(path)],
            check=False,
            capture_output=True,
            text=True,
        )
        saved = out / f"{path.stem}.{ending}"
        assert saved.is_file(), done.stdout + done.stderr
        return saved

    return save_as


@pytest.fixture(scope="session")
def search_node(java, tmp_path_factory):
    """Address of an Elasticsearch server, started once for all tests of a process."""
    folder = tmp_path_factory.mktemp("search-node")
    started = subprocess.run(
        [TOOLS / "search-node" / "start", folder, "0"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert started.returncode == 0, started.stderr
    answer = dict(part.split("=", 1) for part in started.stdout.split() if "=" in part)
    yield answer["url"]
    os.kill(int(answer["pid"]), signal.SIGTERM)


def judged(mode: str, files: list[Path], *options: str) -> list[dict[str, Any]]:
    """One verdict a file by veraPDF (`pdfa`) or EU DSS (`pades`); exit 3, the validator's own
    failure, is an error."""
    done = subprocess.run(
        [str(TOOLS / "validators" / "check"), mode, *map(str, files), *options],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
