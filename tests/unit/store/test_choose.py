import json

import pytest

from pipeline.config import StoreSettings
from pipeline.errors import UsageError
from pipeline.store.choose import ELSEWHERE, create_store, open_store, place_named
from pipeline.store.folder_place import FolderPlace
from pipeline.store.object_place import ObjectPlace


def _settings(url=""):
    return StoreSettings(url=url, timeout_seconds=1, tries=1)


def test_without_a_setting_the_record_lies_in_the_folder(tmp_path):
    create_store(_settings(), tmp_path / "store", lambda: "mark")
    store = open_store(_settings(), tmp_path / "store", lambda: "mark")
    assert store.place == FolderPlace(tmp_path / "store")
    assert store.manifest().archive is None


def test_a_record_in_another_folder_knows_its_archive(tmp_path):
    there = _settings(f"file://{tmp_path}/there")
    create_store(there, tmp_path / "store", lambda: "mine")
    assert (
        open_store(there, tmp_path / "store", lambda: "mine").manifest().archive
        == "mine"
    )
    told = json.loads((tmp_path / "store" / ELSEWHERE).read_bytes())
    assert told == {"url": there.url}
    for settings, mark, code in (
        (there, "another", "store_of_another"),
        (_settings(), "mine", "store_url_missing"),
    ):
        with pytest.raises(UsageError) as error:
            open_store(settings, tmp_path / "store", lambda mark=mark: mark)
        assert error.value.code == code


def test_a_record_in_two_places_is_refused(tmp_path):
    create_store(_settings(), tmp_path / "store", lambda: "mark")
    with pytest.raises(UsageError) as error:
        open_store(_settings("s3://b/kho"), tmp_path / "store", lambda: "mark")
    assert error.value.code == "store_two_places"


def test_an_address_on_an_object_store(tmp_path):
    place = place_named(
        _settings("s3://kho/xa-a/?region=hn-1&endpoint_override=127.0.0.1:9"), tmp_path
    )
    assert isinstance(place, ObjectPlace)
    assert (place.name, place.base, place.cache) == (
        "s3://kho/xa-a",
        "kho/xa-a",
        tmp_path,
    )
    assert place == place_named(_settings("s3://kho/xa-a?region=hn-1"), tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "kho",
        "file:kho",
        "s3:///kho",
        "s3://key:secret@kho",
        "s3://kho?access_key=x",
        "http://kho/x",
        "s3://kho?scheme=gopher",
    ],
)
def test_an_address_that_cannot_be_used_is_not_repeated(url, tmp_path):
    with pytest.raises(UsageError) as error:
        place_named(_settings(url), tmp_path)
    assert error.value.code == "bad_store_url"
    assert "secret" not in str(error.value)
