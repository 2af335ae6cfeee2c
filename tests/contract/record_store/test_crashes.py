"""A crash at any step leaves the old or the new state."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.store.manifest import MANIFEST
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import Manifest, StoreChange
from tests.contract.record_store.changes import added, document, files, ids, opened

ROOT = Path(__file__).resolve().parents[3]


# Forks once a step: the child dies right before its n-th write, rename or sync; 0 means that it
# came to the end.
_CRASHER = """
import os, shutil, sys
from pathlib import Path
import pyarrow, pyarrow.parquet
from pipeline.store.manifest import MANIFEST
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange

def work(folder):
    store = ParquetStore(folder)
    rows = [{"document_id": "0003", "page": page} for page in (1, 2)]
    if sys.argv[2] == "commit":
        store.commit(StoreChange({"documents": [{"document_id": "0003"}], "pages": rows},
            {"0001": {"documents": [{"document_id": "0001", "title": "sua"}]}}, {"one_stop": [{"dossier_code": "B"}]}))
    else:
        store.compact(max_parts=1)

def dying(folder, step):
    count = 0
    def act(*_):
        nonlocal count
        count += 1
        if count == step:
            os._exit(9)
    def hook(event, args):
        if event == "os.rename" or (event == "open" and isinstance(args[1], str) and "w" in args[1]):
            act()
    sync = os.fsync
    os.fsync = lambda handle: (act(), sync(handle))
    sys.addaudithook(hook)
    work(folder)
    os._exit(0)

base = Path(sys.argv[1])
for step in range(1, 200):
    folder = base.with_name(f"crash-{step:03d}")
    shutil.copytree(base, folder)
    child = os.fork()
    if child == 0:
        dying(folder, step)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 9:
        sys.exit(status)
sys.exit(3)
"""


def carry_on(left: ParquetStore, old: Manifest) -> Manifest:
    """What a crash has left is whole, and the work goes on where it stopped; gives the manifest as
    it was left."""
    assert left.check() == ()
    state = left.manifest()
    assert ids(left) == (
        ["0001", "0002", "0004"]
        if state.commit == 2
        else ["0001", "0002", "0003", "0004"]
    )
    left.sweep()
    assert files(left.place) == {*left.manifest().files, MANIFEST}
    if left.manifest() == old:
        assert left.commit(added("0007")) == 3
    assert left.check() == ()
    return state


@pytest.mark.parametrize("action", ["commit", "compact"])
def test_a_crash_at_any_step_leaves_the_old_or_the_new_state(folder_store, action):
    store = folder_store
    store.commit(added("0001", "0002"))
    store.commit(
        StoreChange(
            {"one_stop": [{"dossier_code": "A"}], "documents": [document("0004")]}
        )
    )
    old = store.manifest()
    command = [sys.executable, "-c", _CRASHER, str(store.place.folder), action]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    folders = sorted(store.place.folder.parent.glob("crash-*"))
    assert len(folders) > 6
    states = []
    for folder in folders:
        left = ParquetStore(folder)
        states.append(carry_on(left, old))
    assert states[0] == old
    assert states[-1] != old


# Dies right before or after its n-th call that puts an object; 0 means that it came to the end.
_PUTTER = """
import os, sys
from pathlib import Path
from pipeline.common import fault_points
from pipeline.store.record import StoreChange
from tests.contract.record_store.changes import opened
url, cache, action, wanted = sys.argv[1:]
store, reached = opened(url, Path(cache)), 0

def at_point(point):
    global reached
    reached += point.startswith("object.")
    if reached == int(wanted):
        os._exit(9)

fault_points.at_point = at_point
rows = [{"document_id": "0003", "page": page} for page in (1, 2)]
if action == "commit":
    store.commit(StoreChange({"documents": [{"document_id": "0003"}], "pages": rows},
        {"0001": {"documents": [{"document_id": "0001", "title": "sua"}]}}, {"one_stop": [{"dossier_code": "B"}]}))
else:
    store.compact(max_parts=1)
"""


@pytest.mark.java
@pytest.mark.parametrize("action", ["commit", "compact"])
def test_a_crash_between_calls_leaves_the_old_or_the_new_state(
    object_store, tmp_path, action
):
    states, old = [], None
    for step in range(1, 40):
        url = object_store.url(f"{tmp_path.parent.name}/{action}-{step}")
        left = opened(url, tmp_path / "cache")
        left.create()
        left.commit(added("0001", "0002"))
        left.commit(StoreChange({"documents": [document("0004")]}))
        old = left.manifest()
        words = [sys.executable, "-c", _PUTTER, url, tmp_path / "cache", action]
        died = subprocess.run(
            [*words, str(step)],
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert died.returncode in {0, 9}
        states.append(carry_on(left, old))
        if died.returncode == 0:
            break
    assert states[0] == old
    assert states[-1] != old
    assert len(states) > 4


def test_parts_are_on_disk_before_the_manifest_names_them(folder_store, monkeypatch):
    store = folder_store
    seen: list[tuple[str, str]] = []
    sync, rename = os.fsync, Path.replace

    def noting_sync(handle):
        seen.append(("sync", Path(f"/proc/self/fd/{handle}").readlink().name))
        sync(handle)

    def noting_rename(path, target):
        seen.append(("rename", Path(target).name))
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", noting_sync)
    monkeypatch.setattr(Path, "replace", noting_rename)
    store.commit(added("0001"))
    parts = [
        Path(p.path).name
        for table in ("documents", "pages")
        for p in store.manifest().tables[table]
    ]
    for name in parts:
        assert seen.index(("sync", f"{name}.aside")) < seen.index(("rename", name))
    manifest = seen.index(("rename", "manifest.json"))
    assert (
        max(seen.index(("rename", name)) for name in parts)
        < seen.index(("sync", "documents"))
        < manifest
    )
    assert seen[manifest - 1] == ("sync", "manifest.json.aside")
    assert ("sync", "store") == seen[manifest + 1] == seen[-1]
