"""A process that is killed, an outbox that is lost, a store from a backup: the same keys again."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.unit.operations.exporting.portal.conftest import CODES, report, result

KILL = """
import os
from pathlib import Path
from pipeline.common import fault_points
from pipeline.config import load_settings
from pipeline.operations.exporting.portal import Asked, report_to_portal
left = [{passage}]
def kill(point):
    if point == {point!r}:
        left[0] -= 1
        if not left[0]:
            os._exit(9)
fault_points.at_point = kill
report_to_portal(Path({root!r}), load_settings(environ={{}}), Asked(to={url!r}))
"""


@pytest.mark.parametrize(
    ("point", "passage"),
    [
        ("outbox.change", 1),
        ("outbox.commit", 1),
        ("outbox.committed", 1),
        ("audit.written", 2),
        ("outbox.change", 3),
        ("outbox.commit", 3),
        ("outbox.committed", 3),
    ],
)
def test_a_kill_loses_nothing_and_sends_nothing_under_a_second_key(
    folder, finished, portal, point, passage
):
    code = KILL.format(
        root=str(folder.root), url=portal.url, point=point, passage=passage
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 9
    answer = report(folder, portal)
    assert (answer["waiting"], answer["sent"]) == (0, 5)
    assert portal.codes == list(CODES)
    assert len(set(portal.came)) == 5


def test_an_outbox_that_is_lost_brings_the_same_keys_again(
    folder, file, finished, portal
):
    report(folder, portal)
    for path in folder.root.glob("portal.sqlite*"):
        path.unlink()
    report(folder, portal)
    assert len(portal.came) == 10 and len(set(portal.came)) == 5
    highest = max(revision for _, revision in portal.taken)
    for path in folder.root.glob("portal.sqlite*"):
        path.unlink()
    file(result("B-1", withdrawn_on="2026-07-05"))
    report(folder, portal)
    assert all(revision > highest for _, revision in portal.taken[5:])


def test_a_store_brought_back_from_a_backup_is_looked_at_anew(
    folder, file, finished, portal
):
    report(folder, portal)
    manifest = folder.store / "manifest.json"
    before = manifest.read_bytes()
    file(result("F-1"))
    report(folder, portal)
    manifest.write_bytes(before)
    file(result("C-1", withdrawn_on="2026-07-05"))
    assert report(folder, portal)["added"] == 1
