"""Every place that a record store may lie at, new and empty."""

from __future__ import annotations

import pytest
from pyarrow.fs import LocalFileSystem, SubTreeFileSystem, _MockFileSystem

from pipeline.config import StoreSettings
from pipeline.store.choose import place_named
from pipeline.store.object_place import ObjectPlace
from pipeline.store.parquet import ParquetStore


def _folder(request, tmp_path):
    return place_named(_settings(f"file://{tmp_path}/store"), tmp_path / "cache")


def _subtree(request, tmp_path):
    system = SubTreeFileSystem(str(tmp_path), LocalFileSystem())
    return ObjectPlace("subtree", "store", system, tmp_path / "cache")


def _memory(request, tmp_path):
    return ObjectPlace("memory", "store", _MockFileSystem(), tmp_path / "cache")


def _objects(request, tmp_path):
    server = request.getfixturevalue("object_store")
    return place_named(_settings(server.url(_prefix(tmp_path))), tmp_path / "cache")


def _settings(url):
    return StoreSettings(url=url, timeout_seconds=30, tries=3)


def _prefix(tmp_path):
    return f"{tmp_path.parent.name}/{tmp_path.name}"


PLACES = {
    "folder": _folder,
    "subtree": _subtree,
    "memory": _memory,
    "objects": _objects,
}


def _params(*names):
    java = {"objects": pytest.mark.java}
    return [
        pytest.param(name, marks=java[name]) if name in java else name for name in names
    ]


@pytest.fixture(params=_params(*PLACES))
def place(request, tmp_path):
    return PLACES[request.param](request, tmp_path)


@pytest.fixture
def store(place):
    made = ParquetStore(place)
    made.create()
    return made


@pytest.fixture(params=_params("folder", "objects"))
def shared(request, tmp_path):
    """A new store that other processes can open, and the setting that names it."""
    url = (
        f"file://{tmp_path}/store"
        if request.param == "folder"
        else request.getfixturevalue("object_store").url(_prefix(tmp_path))
    )
    made = ParquetStore(place_named(_settings(url), tmp_path / "cache"))
    made.create()
    return made, url


@pytest.fixture
def folder_store(tmp_path):
    """A store in a folder, for what only folders have."""
    made = ParquetStore(tmp_path / "store")
    made.create()
    return made
