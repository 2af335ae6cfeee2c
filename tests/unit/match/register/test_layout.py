"""The files of a register."""

import stat

import numpy as np

from pipeline.common.files import sha256_of
from pipeline.match.register.layout import (
    FILE_MODE,
    contents_digest,
    put_file,
    save_arrays,
)


def test_arrays_come_back_and_only_their_owner_reads_them(tmp_path):
    arrays = {"birth": np.arange(5, dtype=np.int32), "none": np.empty(0, np.uint64)}
    facts = save_arrays(tmp_path, arrays.items())
    assert facts.keys() == {"birth.npy", "none.npy"}
    for name, array in arrays.items():
        path = tmp_path / f"{name}.npy"
        back = np.load(path)
        assert back.dtype == array.dtype and back.tolist() == array.tolist()
        assert stat.S_IMODE(path.stat().st_mode) == FILE_MODE
        assert facts[path.name] == {
            "bytes": path.stat().st_size,
            "sha256": sha256_of(path),
        }


def test_the_digest_tells_contents_and_names_whatever_their_order(tmp_path):
    one, two = {"bytes": 1, "sha256": "a"}, {"bytes": 1, "sha256": "b"}
    digest = contents_digest({"x": one, "y": two})
    assert digest == contents_digest({"y": two, "x": one})
    assert (
        digest != contents_digest({"x": two, "y": one}) != contents_digest({"x": one})
    )
    assert len(digest) == 64


def test_a_file_takes_the_place_of_the_one_before(tmp_path):
    path = tmp_path / "model.json"
    for content in (b"{}", b'{"a": 1}'):
        put_file(path, content)
        assert path.read_bytes() == content
    assert [one.name for one in tmp_path.iterdir()] == ["model.json"]
    assert stat.S_IMODE(path.stat().st_mode) == FILE_MODE
