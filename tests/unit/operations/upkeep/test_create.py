"""A new archive is whole, or nothing is left of it."""

import json
import stat

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.open_archive import open_archive
from pipeline.operations.upkeep.create import create_archive


def test_a_new_archive_can_be_opened(tmp_path):
    folder = create_archive(tmp_path / "deep" / "kho", development_keys=False)
    with open_archive(folder.root) as archive:
        assert archive.store.read("documents").num_rows == 0
        assert archive.settings.keys.development is False
    (line,) = [json.loads(one) for one in folder.audit_file.read_text().splitlines()]
    assert (line["actor"], line["action"], line["item"]) == (
        "sohoa",
        "archive created",
        "kho",
    )


@pytest.mark.parametrize("name", ["keys", "quarantine"])
def test_private_folders_are_private(tmp_path, name):
    folder = create_archive(tmp_path / "kho", development_keys=False)
    assert stat.S_IMODE((folder.root / name).stat().st_mode) == 0o700


def test_an_empty_folder_will_do(tmp_path):
    assert create_archive(tmp_path, development_keys=False).settings_file.is_file()


@pytest.mark.parametrize("what", ["file", "full folder", "archive"])
def test_what_is_there_is_left_untouched(tmp_path, what):
    place = tmp_path / "kho"
    if what == "file":
        place.write_bytes(b"x")
    elif what == "archive":
        create_archive(place, development_keys=False)
    else:
        place.mkdir()
        (place / "mine").write_bytes(b"x")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError) as caught:
        create_archive(place, development_keys=False)
    assert caught.value.code == "archive_exists"
    assert sorted(tmp_path.rglob("*")) == before


def test_development_keys_are_said_in_the_settings(tmp_path):
    folder = create_archive(tmp_path / "kho", development_keys=True)
    settings = load_settings(folder.root, environ={})
    assert settings.keys.development is True
    assert settings.organ.name == "CƠ QUAN THỬ NGHIỆM"
    assert sorted(one.name for one in folder.keys.glob("*.p12")) == [
        "issuing.p12",
        "organ.p12",
        "person.p12",
        "tsa.p12",
    ]
