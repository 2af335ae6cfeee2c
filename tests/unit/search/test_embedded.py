"""The embedded index among processes, and its folder deleted or damaged at any time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline.errors import DigitizationError
from pipeline.search.embedded import EmbeddedIndex
from pipeline.search.engine import IndexEntry
from pipeline.search.generations import WRITER_LOCK, Generations
from pipeline.search.request import SearchRequest
from tests.support.whole_commands import wait_for_waiter

ROOT = Path(__file__).resolve().parents[3]
_BEGIN = """
import signal, sys, time
from pathlib import Path
from pipeline.search.embedded import EmbeddedIndex
from pipeline.search.engine import IndexEntry
from pipeline.search.generations import WRITER_LOCK, Generations
def entry(key, text):
    return IndexEntry(key, "H49", 1, "x.pdf", "other", None, None, None, (), ((1, text),))
index = EmbeddedIndex(Path(sys.argv[1]))
"""


def entry(key, text):
    return IndexEntry(
        key, "H49", 1, "x.pdf", "other", None, None, None, (), ((1, text),)
    )


@pytest.fixture
def other_process():
    """Starts code in a process of its own; it is gone after the test."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with ExitStack() as stack:

        def start(code, folder):
            command = [sys.executable, "-c", _BEGIN + code, str(folder)]
            process = stack.enter_context(
                subprocess.Popen(
                    command, env=environment, stdout=subprocess.PIPE, text=True
                )
            )
            stack.callback(process.kill)
            return process

        yield start


@pytest.fixture
def index(tmp_path):
    return EmbeddedIndex(tmp_path / "index")


def test_the_folder_may_vanish_at_any_time(index, tmp_path):
    index.put([entry("a", "một")], 1)
    assert index.search(SearchRequest("một")).total == 1
    shutil.rmtree(tmp_path / "index")
    assert (
        index.search(SearchRequest("một")).total,
        index.commit_number(),
        index.document_ids(),
    ) == (
        0,
        None,
        set(),
    )
    index.put([entry("b", "hai")], 2, after=1)
    assert (index.search(SearchRequest("hai")).total, index.commit_number()) == (
        1,
        None,
    )
    shutil.rmtree(tmp_path / "index")
    index.rebuild([entry("a", "một"), entry("b", "hai")], 2)
    assert index.commit_number() == 2


@pytest.mark.parametrize("work", ["put", "rebuild"])
def test_the_folder_may_vanish_during_a_change(index, tmp_path, work):
    index.put([entry("a", "một")], 1)

    def entries():
        yield entry("b", "hai")
        # All at once: a removal file by file would race with tantivy's own temporary files.
        (tmp_path / "index").rename(tmp_path / "gone")
        yield entry("c", "ba")

    getattr(index, work)(entries(), 2)
    assert index.commit_number() is None
    index.put([entry("d", "bốn")], 3)
    assert index.document_ids() == {"d"}


def test_a_damaged_index_is_told_to_readers_and_begun_anew_by_writers(index, tmp_path):
    index.put([entry("a", "một")], 1)
    (meta,) = (tmp_path / "index").glob("generation-*/meta.json")
    meta.write_text("{")
    reader = EmbeddedIndex(tmp_path / "index")
    with pytest.raises(DigitizationError) as error:
        reader.search(SearchRequest("một"))
    assert error.value.code == "index_damaged"
    index.put([entry("b", "hai")], 2, after=1)
    assert (reader.document_ids(), reader.commit_number()) == ({"b"}, None)


def test_writers_of_several_processes_take_turns(index, tmp_path, other_process):
    code = "for n in range(8): index.put([entry(f'{sys.argv[1][-1]}{time.time_ns()}', 'chung')], n)"
    started = [other_process(code, tmp_path / "index") for _ in range(2)]
    for n in range(8):
        index.put([entry(f"here{n}", "chung")], n)
    assert [process.wait() for process in started] == [0, 0]
    assert (
        index.search(SearchRequest("chung")).total
        == len(index.document_ids())
        == index.document_count()
        == 24
    )


def test_readers_see_whole_states_while_another_process_writes_and_rebuilds(
    index, tmp_path, other_process
):
    index.rebuild([entry("a", "x0"), entry("b", "x0")], 0)
    code = """
for n in range(1, 31):
    pair = [entry("a", f"x{n}"), entry("b", f"x{n}")]
    (index.rebuild if n % 3 == 0 else index.put)(pair, n)
"""
    writer = other_process(code, tmp_path / "index")
    states = [0]
    while writer.poll() is None:
        number = index.commit_number()
        hits = index.search(SearchRequest(f"x{number}")).hits
        states.append(number)
        # The pair is of this state or, if a commit came in between, gone: never half of it.
        assert len(hits) in (0, 2)
        assert index.document_count() == 2
    assert writer.wait() == 0
    assert states == sorted(states)
    assert (index.commit_number(), index.search(SearchRequest("x30")).total) == (30, 2)


def test_a_writer_killed_in_the_middle_leaves_the_old_state_and_no_lock(
    index, tmp_path, other_process
):
    index.put([entry("a", "một")], 1)
    code = """
def entries():
    yield entry("b", "hai")
    print("in the middle", flush=True)
    signal.pause()
index.put(entries(), 2)
"""
    writer = other_process(code, tmp_path / "index")
    assert writer.stdout.readline() == "in the middle\n"
    assert (index.document_ids(), index.commit_number()) == ({"a"}, 1)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    index.put([entry("c", "ba")], 2)
    assert (index.document_ids(), index.commit_number()) == ({"a", "c"}, 2)


def test_a_rebuild_killed_in_the_middle_leaves_nothing_behind_after_the_next(
    index, tmp_path, other_process
):
    index.put([entry("a", "một")], 1)
    code = """
def entries():
    print("in the middle", flush=True)
    signal.pause()
    yield
index.rebuild(entries(), 2)
"""
    writer = other_process(code, tmp_path / "index")
    assert writer.stdout.readline() == "in the middle\n"
    # A put beside a rebuild does not wait for it.
    index.put([entry("b", "hai")], 2)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert index.document_ids() == {"a", "b"}
    index.rebuild([entry("a", "một")], 3)
    assert len(list((tmp_path / "index").glob("generation-*"))) == 1
    assert index.commit_number() == 3


def test_a_lock_waits_for_its_holder(tmp_path):
    generations, order = Generations(tmp_path / "index"), []

    def wait():
        with generations.locked(WRITER_LOCK):
            order.append("waiter")

    with generations.locked(WRITER_LOCK):
        waiting = threading.Thread(target=wait)
        waiting.start()
        wait_for_waiter_of(tmp_path / "index" / WRITER_LOCK)
        order.append("holder")
    waiting.join()
    assert order == ["holder", "waiter"]


def wait_for_waiter_of(path):
    with path.open("rb") as file:
        wait_for_waiter(file.fileno())


def test_a_lock_on_a_deleted_file_is_none(tmp_path):
    generations, seen = Generations(tmp_path / "index"), []

    def wait():
        with generations.locked(WRITER_LOCK):
            seen.append((tmp_path / "index" / WRITER_LOCK).exists())

    with generations.locked(WRITER_LOCK):
        waiting = threading.Thread(target=wait)
        waiting.start()
        wait_for_waiter_of(tmp_path / "index" / WRITER_LOCK)
        shutil.rmtree(tmp_path / "index")
    waiting.join()
    assert seen == [True]


def test_an_index_that_can_not_be_written_is_told(index, tmp_path, monkeypatch):
    index.put([entry("a", "một")], 1)
    (generation,) = (tmp_path / "index").glob("generation-*")
    # tantivy writes meta.json aside and renames it: a folder in its place makes the commit fail.
    meta = (generation / "meta.json").read_text()

    def entries():
        (generation / "meta.json").unlink()
        (generation / "meta.json").mkdir()
        yield entry("b", "hai")

    with pytest.raises(DigitizationError) as error:
        index.put(entries(), 2)
    assert error.value.code == "index_unwritable"
    (generation / "meta.json").rmdir()
    (generation / "meta.json").write_text(meta)
    assert EmbeddedIndex(tmp_path / "index").document_ids() == {"a"}
