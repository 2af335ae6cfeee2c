"""Locks keep other processes out, and end with the process that holds them."""

import stat
import subprocess
import sys

import pytest

from pipeline.common.locks import (
    claim,
    exclusive_lock,
    is_claimed,
    is_locked,
    lock_open_file,
    shared_lock,
    wait_until_free,
)
from pipeline.errors import BusyError, StorageError

BUSY = BusyError("archive_busy", "another run holds it", item="kho", remedy="wait")
HOLD = """
import sys
from pathlib import Path
from pipeline.common.locks import exclusive_lock, shared_lock
with {kind}(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(place, kind):
    """Another process that holds a lock until its standard input ends."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(kind=kind), str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout.readline() == "held\n"
    return other


def test_a_lock_held_elsewhere_is_refused_and_free_after_its_holder_died(tmp_path):
    place = tmp_path / ".lock"
    assert not is_locked(place) and not place.exists()
    with hold(place, "exclusive_lock") as other:
        assert is_locked(place)
        with pytest.raises(BusyError) as caught, exclusive_lock(place, busy=BUSY):
            pytest.fail("let in")
        assert caught.value is BUSY
        other.kill()
    assert not is_locked(place)
    with exclusive_lock(place, busy=BUSY):
        assert is_locked(place)
    assert not is_locked(place) and place.exists()


def test_readers_share_a_lock_and_keep_a_writer_out(tmp_path):
    place = tmp_path / ".lock"
    place.touch()
    with hold(place, "shared_lock") as other:
        with shared_lock(place):
            pass
        with pytest.raises(BusyError), exclusive_lock(place, busy=BUSY):
            pytest.fail("let in")
        other.stdin.close()
    with exclusive_lock(place, busy=BUSY):
        pass


def test_a_reader_needs_no_right_to_write(tmp_path):
    with shared_lock(tmp_path / "none"):
        pass
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "there").touch(0o400)
    with shared_lock(tmp_path / "there"):
        pass


def test_what_goes_wrong_inside_lets_go_and_passes_through(tmp_path):
    place = tmp_path / ".lock"
    with pytest.raises(BlockingIOError), exclusive_lock(place, 0o600, busy=BUSY):
        raise BlockingIOError
    assert not is_locked(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_a_lock_that_can_not_be_made_is_the_storages_trouble(tmp_path):
    with (
        pytest.raises(StorageError) as caught,
        exclusive_lock(tmp_path / "none" / ".lock"),
    ):
        pytest.fail("let in")
    assert caught.value.code == "place_gone"


def test_an_open_file_is_locked_until_it_is_closed(tmp_path):
    place = tmp_path / "audit.jsonl"
    with place.open("a+b") as file:
        lock_open_file(file)
        assert is_locked(place)
    assert not is_locked(place)


def test_claims_stand_beside_one_another_and_are_waited_for(tmp_path):
    place = tmp_path / "claim"
    assert not is_claimed(place) and wait_until_free(place, 0.0)
    with claim(place), claim(place):
        assert is_claimed(place)
        assert not wait_until_free(place, 0.0)
    assert wait_until_free(place, 0.0)
    with claim(tmp_path / "gone" / "claim"):  # nobody is asked to wait
        assert not is_claimed(tmp_path / "gone" / "claim")
