"""Rules for the project's shell scripts that shellcheck does not know."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
# Readers that stop before their input ends: under pipefail the SIGPIPE of the writer is then the
# result, by chance.
CLOSES_EARLY = re.compile(
    r"\|\s*(head|grep\s+(-\w*q|--quiet)|sed\s[^|]*\bq\b|awk\s[^|]*\bexit\b)"
)


def scripts() -> list[Path]:
    files = [
        *(ROOT / "scripts").glob("*.sh"),
        ROOT / ".ci" / "run",
        *(ROOT / "tests" / "tools").glob("*/*"),
    ]
    return [
        path
        for path in files
        if path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env bash")
    ]


def test_the_scripts_are_found():
    assert {"demo.sh", "setup.sh", "test.sh", "models.sh", "run", "start", "check"} <= {
        one.name for one in scripts()
    }


@pytest.mark.parametrize(
    "line",
    [
        "find x | sort | head -3",
        "a | grep -q b",
        "a | grep -Eq b",
        "a | sed -n 's/a/b/p;q'",
    ],
)
def test_a_pipe_that_closes_early_is_recognized(line):
    assert CLOSES_EARLY.search(line)


@pytest.mark.parametrize(
    "script", scripts(), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_no_pipe_of_a_script_closes_early(script):
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert [line for line in text.splitlines() if CLOSES_EARLY.search(line)] == []


@pytest.mark.parametrize(
    "script", scripts(), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_bash_can_parse_it(script):
    subprocess.run(["bash", "-n", script], check=True)
