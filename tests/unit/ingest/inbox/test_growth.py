"""What is still being copied is left for the next call; what has only vanished is not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pipeline.ingest.inbox.growth import Growth
from pipeline.ingest.inbox.sources import list_inbox

JPEG = b"\xff\xd8\xff\xe0" + bytes(40)
OFTEN = 1000.0
"""Seconds so many that all that a test writes is young."""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    for name in ("A-1/1.jpg", "A-1/2.jpg", "B-1/1.jpg", "stack-1/1.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(JPEG)
    (tmp_path / "C-1").mkdir()  # refused as an empty folder
    return tmp_path


def test_a_dossier_that_gets_another_page_has_grown(inbox: Path) -> None:
    growth = Growth.of(inbox, 0)
    assert not growth.has_grown(str(inbox / "A-1/1.jpg"))
    (inbox / "A-1/3.jpg").write_bytes(JPEG)
    assert growth.has_grown(str(inbox / "A-1/1.jpg"))
    assert not growth.has_grown(str(inbox / "B-1/1.jpg"))


def test_a_page_that_gets_longer_has_grown(inbox: Path) -> None:
    growth = Growth.of(inbox, 0)
    with (inbox / "B-1/1.jpg").open("ab") as file:
        file.write(b"more")
    assert growth.has_grown(str(inbox / "B-1/1.jpg"))


def test_what_vanishes_has_not_grown(inbox: Path) -> None:
    growth = Growth.of(inbox, 0)
    (inbox / "A-1/2.jpg").unlink()
    shutil.rmtree(inbox / "B-1")
    assert not growth.has_grown(str(inbox / "A-1/1.jpg"))
    assert not growth.has_grown(str(inbox / "B-1/1.jpg"))


def test_what_has_changed_lately_is_left_out_of_the_listing_by_its_code(
    inbox: Path,
) -> None:
    rest, left = Growth.of(inbox, OFTEN).settle(list_inbox(inbox))
    assert left == ("A-1", "B-1", "C-1", "stack-1")
    assert (rest.dossiers, rest.stacks, rest.refusals) == ((), (), ())


def test_a_settling_time_of_nothing_leaves_all_in(inbox: Path) -> None:
    listing = list_inbox(inbox)
    assert Growth.of(inbox, 0).settle(listing) == (listing, ())


def test_a_short_settling_time_is_waited_out_and_only_what_moves_is_left(
    inbox: Path,
) -> None:
    growth, listing = Growth.of(inbox, 0.01), list_inbox(inbox)
    (inbox / "A-1/3.jpg").write_bytes(JPEG)
    latest = max(one.changed for one in growth.looks.values())
    young = Growth(inbox, 0.01, growth.looks, listed_at=latest)
    rest, left = young.settle(listing)
    assert left == ("A-1",)
    assert [one.code for one in rest.dossiers] == ["B-1"]


def test_times_ahead_of_this_machines_clock_hold_up_nobody(inbox: Path) -> None:
    growth = Growth.of(inbox, OFTEN)
    ahead = Growth(inbox, OFTEN, growth.looks, listed_at=growth.listed_at - 10 * OFTEN)
    listing = list_inbox(inbox)
    assert ahead.settle(listing) == (listing, ())
    os.utime(inbox / "A-1/1.jpg", (1, 1))
    assert ahead.has_grown(str(inbox / "A-1/1.jpg"))
