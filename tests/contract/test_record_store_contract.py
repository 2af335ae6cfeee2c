"""What every record store promises, crashes included. `make_store` is the list of implementations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import DigitizationError, UsageError
from pipeline.store.migration import former_folder
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange, StoreProblem
from schemas.tables.arrow import SCHEMA_VERSION, TABLES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=[ParquetStore], ids=["parquet"])
def store(request, tmp_path):
    made = request.param(tmp_path / "store")
    made.create()
    return made


def document(key, **values):
    return {
        "document_id": key,
        "dossier_code": f"H26.27-241105-{key}",
        "ordinal": 1,
        "status": "done",
        **values,
    }


def pages(key, count=2, **values):
    return [
        {"document_id": key, "page": n, "text": f"trang {n} của {key}", **values}
        for n in range(1, count + 1)
    ]


def added(*keys):
    return StoreChange(
        {
            "documents": [document(k) for k in keys],
            "pages": [row for k in keys for row in pages(k)],
        }
    )


def ids(source):
    return sorted(source.read("documents", ["document_id"])["document_id"].to_pylist())


# --- rows in, rows out


def test_a_new_store_lists_every_table_and_holds_nothing(store):
    content = json.loads((store.folder / "manifest.json").read_text())
    assert content == {
        "schema_version": SCHEMA_VERSION,
        "commit": 0,
        "tables": {name: [] for name in TABLES},
    }
    for name, schema in TABLES.items():
        assert store.read(name).num_rows == 0
        assert store.read(name).schema == schema
    with pytest.raises(UsageError) as error:
        store.create()
    assert error.value.code == "store_exists"


def test_a_commit_adds_rows_and_lists_parts_by_hash(store):
    assert store.commit(added("0001", "0002")) == 1
    assert ids(store) == ["0001", "0002"]
    assert store.read("pages", ["page"], ["0002"])["page"].to_pylist() == [1, 2]
    assert store.read("documents", ["ordinal", "dossier_code"]).column_names == [
        "ordinal",
        "dossier_code",
    ]
    content = json.loads((store.folder / "manifest.json").read_text())
    assert content["commit"] == 1
    for table in ("documents", "pages"):
        (part,) = content["tables"][table]
        assert set(part) == {"path", "rows", "sha256"}
        file = pq.ParquetFile(store.folder / part["path"])
        assert (
            file.metadata.num_rows,
            file.metadata.row_group(0).column(0).compression,
        ) == (
            part["rows"],
            "ZSTD",
        )
    assert store.check() == ()


def test_look_ups_by_any_column(store):
    store.commit(added("0001", "0002"))
    store.commit(
        StoreChange(
            {
                "events": [
                    {
                        "at": "2026-01-01T00:00:00+07:00",
                        "item": "0002",
                        "action": "ingestion",
                    }
                ]
            }
        )
    )
    found = store.read(
        "documents", where={"dossier_code": ["H26.27-241105-0002", "khác", None]}
    )
    assert found["document_id"].to_pylist() == ["0002"]
    assert store.read("events", ["action"], where={"item": {"0002"}})[
        "action"
    ].to_pylist() == ["ingestion"]
    assert store.read("documents", document_ids=[]).num_rows == 0


_VALUES = {
    pa.string(): st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    pa.int32(): st.integers(-(2**31), 2**31 - 1),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.float64(): st.floats(allow_nan=False),
    pa.bool_(): st.booleans(),
    pa.list_(pa.string()): st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=3
    ),
}


def _rows(name):
    columns = {field.name: st.none() | _VALUES[field.type] for field in TABLES[name]}
    return st.lists(st.fixed_dictionaries({}, optional=columns), max_size=4)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    data=st.data(),
    name=st.sampled_from(["fields", "matches", "events", "one_stop", "past_results"]),
)
def test_rows_come_back_as_they_were(tmp_path_factory, data, name):
    store = ParquetStore(tmp_path_factory.mktemp("round"))
    store.create()
    batches = [data.draw(_rows(name)) for _ in range(2)]
    for rows in batches:
        store.commit(StoreChange({name: rows}))
    full = [
        {column: row.get(column) for column in TABLES[name].names}
        for rows in batches
        for row in rows
    ]
    assert Counter(map(repr, store.read(name).to_pylist())) == Counter(map(repr, full))
    store.compact(max_parts=1)
    assert Counter(map(repr, store.read(name).to_pylist())) == Counter(map(repr, full))
    assert store.check() == ()


# --- corrections


def test_a_correction_rewrites_only_the_parts_that_hold_the_document(store):
    for key in ("0001", "0002", "0003"):
        store.commit(added(key))
    before = store.manifest().tables
    correction = StoreChange(
        replace_documents={
            "0002": {"documents": [document("0002", title="Quyết định")]}
        }
    )
    assert store.commit(correction) == 4
    after = store.manifest().tables
    assert after["pages"] == before["pages"]
    assert {p.path for p in before["documents"]} & {
        p.path for p in after["documents"]
    } == {
        before["documents"][0].path,
        before["documents"][2].path,
    }
    titles = store.read("documents", ["document_id", "title"]).to_pylist()
    assert sorted((row["document_id"], row["title"]) for row in titles) == [
        ("0001", None),
        ("0002", "Quyết định"),
        ("0003", None),
    ]
    assert store.snapshot().changed_since(3) == {"0002"}
    assert store.check() == ()


def test_a_replacement_may_remove_and_may_add(store):
    store.commit(added("0001", "0002"))
    tables = {"documents": [document("0003")], "pages": pages("0003")}
    store.commit(
        StoreChange(
            replace_documents={"0001": {"documents": [], "pages": []}, "0003": tables}
        )
    )
    store.commit(StoreChange(replace_documents={"0003": tables}))
    assert ids(store) == ["0002", "0003"]
    assert store.check() == ()


def test_whole_tables_are_replaced(store):
    store.commit(
        StoreChange({"one_stop": [{"dossier_code": "A"}, {"dossier_code": "B"}]})
    )
    store.commit(StoreChange(replace_tables={"one_stop": [{"dossier_code": "C"}]}))
    assert store.read("one_stop", ["dossier_code"])["dossier_code"].to_pylist() == ["C"]
    store.commit(StoreChange(replace_tables={"one_stop": []}))
    assert store.read("one_stop").num_rows == 0


def test_an_empty_change_is_no_commit(store):
    store.commit(added("0001"))
    assert store.commit(StoreChange({"documents": []})) == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (added("0001"), "duplicate_key"),
        (StoreChange({"pages": pages("0001", 1)}), "duplicate_key"),
        (added("0009", "0009"), "duplicate_key"),
        (StoreChange({"documents": [{"ordinal": 1}]}), "duplicate_key"),
        (StoreChange({"documents": [document("0009", colour="red")]}), "bad_row"),
        (StoreChange({"documents": [document("0009", page_count="hai")]}), "bad_row"),
        (StoreChange({"documents": [document("0009", page_count=2**40)]}), "bad_row"),
        (StoreChange({"documents": [document("0009", title="\udc80")]}), "bad_row"),
        (StoreChange({"people": [{}]}), "bad_change"),
        (StoreChange(replace_documents={"0001": {"events": []}}), "bad_change"),
        (
            StoreChange(replace_documents={"0001": {"documents": [document("0002")]}}),
            "bad_change",
        ),
    ],
)
def test_a_wrong_change_changes_nothing(store, change, code):
    store.commit(added("0001"))
    before = store.manifest()
    with pytest.raises(DigitizationError) as error:
        store.commit(change)
    assert error.value.code == code
    assert store.manifest() == before
    assert ids(store) == ["0001"]


# --- several at once


def test_a_snapshot_stays_as_it_was(store):
    store.commit(added("0001"))
    before = store.snapshot()
    store.commit(
        StoreChange(
            replace_documents={"0001": {"documents": [document("0001", title="mới")]}}
        )
    )
    store.commit(added("0002"))
    store.compact(max_parts=1)
    assert (before.commit, ids(before)) == (1, ["0001"])
    assert before.read("documents", ["title"])["title"].to_pylist() == [None]
    store.sweep()
    with pytest.raises(DigitizationError) as error:
        before.read("documents")
    assert error.value.code == "snapshot_gone"
    assert ids(store) == ["0001", "0002"]


def test_a_read_outlives_a_sweep_that_comes_in_between(store, monkeypatch):
    store.commit(added("0001"))
    looks = [store.snapshot()]
    store.commit(
        StoreChange(
            replace_documents={"0001": {"documents": [document("0001", title="mới")]}}
        )
    )
    store.sweep()
    look = store.snapshot
    monkeypatch.setattr(store, "snapshot", lambda: looks.pop() if looks else look())
    assert store.read("documents", ["title"])["title"].to_pylist() == ["mới"]
    (store.folder / store.manifest().tables["documents"][0].path).unlink()
    with pytest.raises(DigitizationError) as error:
        store.read("documents")
    assert error.value.code == "snapshot_gone"


_WRITER = """
import sys
from pathlib import Path
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
store = ParquetStore(Path(sys.argv[1]))
for n in range(int(sys.argv[2])):
    key = f"{n:04d}"
    rows = [{"document_id": key, "page": page} for page in (1, 2)]
    store.commit(StoreChange({"documents": [{"document_id": key}], "pages": rows}))
    store.commit(StoreChange(replace_documents={"0000": {"documents": [{"document_id": "0000", "ordinal": n}]}}))
    if n % 8 == 7:
        store.compact(max_parts=4)
"""

_READER = """
import sys
from pathlib import Path
from pipeline.store.parquet import ParquetStore
store, last = ParquetStore(Path(sys.argv[1])), 2 * int(sys.argv[2])
seen = 0
while seen < last:
    snapshot = store.snapshot()
    documents = snapshot.read("documents", ["document_id"])["document_id"].to_pylist()
    assert snapshot.commit >= seen
    assert len(documents) == len(set(documents)) == (snapshot.commit + 1) // 2, (documents, snapshot.commit)
    assert snapshot.read("pages", ["page"]).num_rows == 2 * len(documents)
    seen = snapshot.commit
"""


def test_readers_in_other_processes_see_whole_commits(store):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(store.folder), "25"], env=environment
        )
        for code in (_READER, _READER, _WRITER)
    ]
    assert [process.wait() for process in started] == [0, 0, 0]
    assert store.check() == ()


# --- crashes

# Forks once a step: the child dies right before its n-th write, rename or sync; 0 means that it
# came to the end.
_CRASHER = """
import os, shutil, sys
from pathlib import Path
import pyarrow, pyarrow.parquet
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


@pytest.mark.parametrize("action", ["commit", "compact"])
def test_a_crash_at_any_step_leaves_the_old_or_the_new_state(store, action):
    store.commit(added("0001", "0002"))
    store.commit(
        StoreChange(
            {"one_stop": [{"dossier_code": "A"}], "documents": [document("0004")]}
        )
    )
    old = store.manifest()
    command = [sys.executable, "-c", _CRASHER, str(store.folder), action]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    folders = sorted(store.folder.parent.glob("crash-*"))
    assert len(folders) > 6
    states = []
    for folder in folders:
        left = ParquetStore(folder)
        assert left.check() == ()
        states.append(left.manifest())
        assert ids(left) == (
            ["0001", "0002", "0004"]
            if left.manifest().commit == 2
            else ["0001", "0002", "0003", "0004"]
        )
        left.sweep()
        files = {
            p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()
        }
        assert files == {
            part.path for parts in left.manifest().tables.values() for part in parts
        } | {"manifest.json"}
        # The work goes on where it stopped.
        if left.manifest() == old:
            assert left.commit(added("0007")) == 3
        assert left.check() == ()
    assert states[0] == old
    assert states[-1] != old


def test_parts_are_on_disk_before_the_manifest_names_them(store, monkeypatch):
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


# --- housekeeping


def test_the_sweep_removes_what_is_not_listed(store):
    store.commit(added("0001"))
    (store.folder / "pages" / "00000002-aaaa.parquet.aside").write_bytes(b"half")
    (store.folder / "stray").write_text("x")
    assert set(store.sweep()) == {"pages/00000002-aaaa.parquet.aside", "stray"}
    assert store.sweep() == ()
    assert store.check() == ()


def test_compaction_merges_small_parts_and_keeps_rows_and_commit(store):
    for n in range(6):
        store.commit(added(f"{n:04d}"))
    before = store.snapshot()
    assert store.compact(max_parts=6) == ()
    assert set(store.compact(max_parts=5)) == {"documents", "pages"}
    after = store.snapshot()
    assert after.commit == before.commit
    assert [len(after.manifest.tables[name]) for name in ("documents", "pages")] == [
        1,
        1,
    ]
    assert after.read("pages").sort_by(
        [("document_id", "ascending"), ("page", "ascending")]
    ) == before.read("pages")
    assert after.changed_since(6) == set()
    assert store.check() == ()


def test_the_check_names_what_is_wrong(store):
    store.commit(added("0001"))
    store.commit(added("0002"))
    store.commit(StoreChange({"pages": pages("0009", 1)}))
    first, second = store.manifest().tables["documents"]
    changed, _, orphan = store.manifest().tables["pages"]
    (store.folder / second.path).unlink()
    data = bytearray((store.folder / changed.path).read_bytes())
    data[100] ^= 1
    (store.folder / changed.path).write_bytes(data)
    manifest = json.loads((store.folder / "manifest.json").read_text())
    manifest["tables"]["documents"].append(manifest["tables"]["documents"][0])
    manifest["tables"]["pages"][2]["rows"] = 7
    (store.folder / "manifest.json").write_text(json.dumps(manifest))
    problems = {one.code: dict(one.values) for one in store.check()}
    assert problems == {
        "store_part_missing": {"part": second.path},
        "store_part_changed": {"part": changed.path},
        "store_part_rows": {"part": orphan.path, "rows": "1", "wanted": "7"},
        "store_key_twice": {"table": "documents", "key": "0001"},
        "store_page_alone": {"document": "0002"},  # whose part is gone
    }
    assert first.path not in {values.get("part") for values in problems.values()}


def test_the_check_finds_pages_without_a_document(store):
    store.commit(StoreChange({"pages": pages("0009", 1)}))
    assert store.check() == (StoreProblem("store_page_alone", {"document": "0009"}),)


def test_a_part_written_before_a_column_existed_reads_as_null(store):
    store.commit(added("0001"))
    manifest = json.loads((store.folder / "manifest.json").read_text())
    part = manifest["tables"]["documents"][0]
    narrow = pq.read_table(
        store.folder / part["path"], columns=["document_id", "ordinal"]
    )
    (store.folder / part["path"]).unlink()
    part["path"] = "documents/00000001-old.parquet"
    pq.write_table(narrow, store.folder / part["path"])
    (store.folder / "manifest.json").write_text(json.dumps(manifest))
    (row,) = store.read("documents").to_pylist()
    assert (
        row["document_id"],
        row["ordinal"],
        row["title"],
        row["review_reasons"],
    ) == (
        "0001",
        1,
        None,
        None,
    )
    assert store.read("documents", where={"title": ["x"]}).num_rows == 0


def test_a_store_of_an_older_program_opens_and_is_closed_to_it_once_written(store):
    manifest = store.folder / "manifest.json"
    older = manifest.read_text().replace(
        f'"schema_version": {SCHEMA_VERSION}', f'"schema_version": {SCHEMA_VERSION - 1}'
    )
    manifest.write_text(older)
    assert store.manifest().schema_version == SCHEMA_VERSION - 1
    store.commit(StoreChange(append={"events": [{"item": "x", "event_id": "1-1"}]}))
    # An older program would write the columns that it doesn't know out of the parts.
    assert store.manifest().schema_version == SCHEMA_VERSION
    # The earlier one is kept as it was, for whoever must go back to the program that wrote it.
    former = ParquetStore(former_folder(store.folder, SCHEMA_VERSION - 1))
    assert (former.folder / "manifest.json").read_text() == older
    assert former.check() == ()
    store.commit(StoreChange(append={"events": [{"item": "y", "event_id": "1-2"}]}))
    assert (former.folder / "manifest.json").read_text() == older


def test_a_store_that_is_no_store(tmp_path, store):
    with pytest.raises(UsageError) as missing:
        ParquetStore(tmp_path / "nowhere").manifest()
    assert missing.value.code == "store_missing"
    manifest = store.folder / "manifest.json"
    content = manifest.read_text()
    manifest.write_text(
        content.replace(
            f'"schema_version": {SCHEMA_VERSION}',
            f'"schema_version": {SCHEMA_VERSION + 1}',
        )
    )
    with pytest.raises(UsageError) as newer:
        store.read("documents")
    assert newer.value.code == "store_newer"
    for damaged in ("", "[]", '{"commit": 1}', content[:50]):
        manifest.write_text(damaged)
        with pytest.raises(DigitizationError) as error:
            store.snapshot()
        assert error.value.code == "store_damaged"


def test_a_part_that_is_no_parquet_is_told_as_damage(store):
    store.commit(added("0001"))
    (store.folder / store.manifest().tables["documents"][0].path).write_bytes(
        b"PAR1 not really"
    )
    with pytest.raises(DigitizationError) as error:
        store.read("documents")
    assert error.value.code == "store_damaged"
    assert len(store.check()) == 2
