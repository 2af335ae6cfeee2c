"""What is sealed on the counter's machine opens with the archive's key alone."""

from pathlib import Path

import pytest

from pipeline.desk.kept.sealing import make_key, private_key_place, seal, unseal
from pipeline.errors import StorageError
from pipeline.folder import ArchiveFolder
from pipeline.operations.upkeep.create import create_archive


@pytest.fixture
def folder(tmp_path: Path) -> ArchiveFolder:
    return create_archive(tmp_path / "kho", development_keys=False)


def test_only_the_archive_opens_it(folder: ArchiveFolder, tmp_path: Path) -> None:
    public = tmp_path / "desk.pub"
    make_key(folder, public)
    sealed = seal("giấy tờ".encode(), public.read_bytes())
    assert "giấy tờ".encode() not in sealed
    assert unseal(sealed, folder).decode() == "giấy tờ"
    assert private_key_place(folder).stat().st_mode & 0o077 == 0
    kept = private_key_place(folder).read_bytes()
    make_key(folder, public)
    assert private_key_place(folder).read_bytes() == kept
    assert seal(b"x", public.read_bytes()) != seal(b"x", public.read_bytes())


@pytest.mark.parametrize("at", [0, 20, 50, -1])
def test_a_changed_byte_is_found(
    folder: ArchiveFolder, tmp_path: Path, at: int
) -> None:
    make_key(folder, tmp_path / "desk.pub")
    sealed = bytearray(seal(b"giay to", (tmp_path / "desk.pub").read_bytes()))
    sealed[at] ^= 1
    with pytest.raises(StorageError) as caught:
        unseal(bytes(sealed), folder)
    assert caught.value.code == "spool_damaged"


def test_another_key_or_none_opens_nothing(
    folder: ArchiveFolder, tmp_path: Path
) -> None:
    other = create_archive(tmp_path / "other", development_keys=False)
    make_key(folder, tmp_path / "desk.pub")
    sealed = seal(b"x", (tmp_path / "desk.pub").read_bytes())
    with pytest.raises(StorageError) as caught:
        unseal(sealed, other)
    assert caught.value.code == "desk_key_gone"
    make_key(other, tmp_path / "other.pub")
    with pytest.raises(StorageError) as caught:
        unseal(sealed, other)
    assert caught.value.code == "spool_damaged"
