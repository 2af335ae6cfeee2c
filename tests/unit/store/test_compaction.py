"""Merging small parts, and key files for parts that lack them."""

from dataclasses import replace

from pipeline.store.compaction import merge_small, with_keys
from pipeline.store.folder_place import FolderPlace
from pipeline.store.keys import FROM_ROWS
from pipeline.store.parts import table_of, write_part
from pipeline.store.reading import Query, read_part


def written(folder, commit, ids):
    rows = table_of("documents", [{"document_id": one} for one in ids])
    return write_part(FolderPlace(folder), "documents", commit, rows)


def ids_of(folder, parts):
    query = Query.of("documents", ["document_id"])
    return [
        one
        for part in parts
        for one in read_part(FolderPlace(folder), part, query)[
            "document_id"
        ].to_pylist()
    ]


def test_small_parts_are_merged_in_the_place_of_the_first(tmp_path):
    parts = tuple(written(tmp_path, n, [f"{9 - n}", f"{n}x"]) for n in range(1, 4))
    assert merge_small(FolderPlace(tmp_path), "documents", parts, max_parts=3) == parts
    (merged,) = merge_small(FolderPlace(tmp_path), "documents", parts, max_parts=2)
    assert ids_of(tmp_path, [merged]) == sorted(ids_of(tmp_path, parts))
    assert merged.path.startswith("documents/00000003-")


def test_parts_get_the_keys_that_they_lack(tmp_path):
    small = written(tmp_path, 1, ["A"])
    large = written(tmp_path, 2, [f"{n:05d}" for n in range(FROM_ROWS)])
    assert small.keys is None
    assert large.keys is not None
    sound = (tmp_path / large.keys.path).read_bytes()
    assert with_keys(FolderPlace(tmp_path), "documents", (small, large)) == (
        small,
        large,
    )
    assert with_keys(
        FolderPlace(tmp_path), "documents", (replace(large, keys=None),)
    ) == (large,)
    for spoil in (lambda path: path.unlink(), lambda path: path.write_bytes(b"x")):
        spoil(tmp_path / large.keys.path)
        assert with_keys(FolderPlace(tmp_path), "documents", (large,)) == (large,)
        assert (tmp_path / large.keys.path).read_bytes() == sound
