"""Received bytes lie under their SHA-256, once, and are never written over."""

import hashlib
import stat

import pytest

from pipeline.errors import TransientInputError
from pipeline.folder.originals import keep_original, original_place


def files_in(folder):
    return sorted(one for one in folder.rglob("*") if one.is_file())


@pytest.mark.parametrize("content", [b"", b"bytes of a scan"])
def test_bytes_are_kept_once_read_only_under_their_hash(tmp_path, content):
    originals, sha256 = tmp_path / "originals", hashlib.sha256(content).hexdigest()
    for name in ("a.tif", "b.tif"):
        (tmp_path / name).write_bytes(content)
        kept = keep_original(originals, tmp_path / name)
        assert (kept.sha256, kept.size, kept.set_aside) == (sha256, len(content), None)
        assert kept.path == original_place(originals, sha256)
    assert kept.path == originals / sha256[:2] / sha256
    assert kept.path.read_bytes() == content
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o440
    assert files_in(originals) == [kept.path]


def test_a_damaged_copy_goes_aside_and_good_bytes_take_its_place(tmp_path):
    source = tmp_path / "a.tif"
    source.write_bytes(b"whole")
    place = keep_original(tmp_path / "originals", source).path
    place.chmod(0o600)
    place.write_bytes(b"wh")
    kept = keep_original(tmp_path / "originals", source)
    assert (kept.path, kept.path.read_bytes()) == (place, b"whole")
    assert kept.set_aside is not None and kept.set_aside.read_bytes() == b"wh"


def test_a_source_that_is_gone_leaves_nothing(tmp_path):
    with pytest.raises(TransientInputError):
        keep_original(tmp_path / "originals", tmp_path / "gone.tif")
    assert files_in(tmp_path) == []
