"""The units in docs/systemd: their commands are ours, a failure is told, nothing is left open that the
work does not need."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest
import typer

from cli.command_line import build_app

UNITS = Path(__file__).resolve().parents[3] / "docs" / "systemd"
WORK = ("sohoa-nightly.service", "sohoa-watch.service")
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "PrivateTmp": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
}


def unit(name: str) -> RawConfigParser:
    read = RawConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    text = (UNITS / name).read_text(encoding="utf-8").replace("\\\n", " ")
    read.read_string(text)
    return read


@pytest.mark.parametrize("name", WORK)
def test_the_command_is_one_of_ours(name: str) -> None:
    program, command, *words = shlex.split(unit(name)["Service"]["ExecStart"])
    assert program == "/srv/sohoa/app/.venv/bin/sohoa"
    group = typer.main.get_command(build_app())
    (params,) = [
        one.params for name, one in vars(group)["commands"].items() if name == command
    ]
    known = {one for param in params for one in param.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("name", WORK)
def test_a_failure_is_told_and_a_full_disk_is_one(name: str) -> None:
    told = unit(name)["Unit"]["OnFailure"]
    assert (UNITS / re.sub(r"@.*\.service", "@.service", told)).is_file()
    success = unit(name)["Service"]["SuccessExitStatus"].split()
    assert set(success) <= {"1", "130"}


@pytest.mark.parametrize("name", [one.name for one in UNITS.glob("*.service")])
def test_it_may_do_no_more_than_its_work(name: str) -> None:
    service = unit(name)["Service"]
    assert {key: service[key] for key in HARDENED} == HARDENED
    assert service["User"] == "sohoa"


def test_the_timer_starts_the_night() -> None:
    timer = unit("sohoa-nightly.timer")
    assert timer["Timer"]["OnCalendar"] == "*-*-* 19:30:00"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_systemd_itself_finds_nothing_else() -> None:
    """Where systemd is at hand; the tests above hold everywhere."""
    analyze = shutil.which("systemd-analyze")
    for path in sorted(UNITS.iterdir()) if analyze else ():
        call = [str(analyze), "verify", "--man=no", str(path)]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        said = [line for line in done.stderr.splitlines() if path.name in line]
        assert [one for one in said if "is not executable" not in one] == []
