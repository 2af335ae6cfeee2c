"""The whole job with the record on an object store server: the same record as in a folder, and every
command reads it there."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import pytest

from benchmarks.same_record import KEYS, differences
from pipeline.config import load_settings
from pipeline.open_archive import open_archive
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.support.whole_commands import OPERATOR, run_inbox, sohoa

CODE = "H26.27-241105-0012"


@pytest.fixture(scope="module")
def elsewhere(object_server, tmp_path_factory, inbox, register) -> tuple[Path, dict]:
    """An archive whose record lies on the server, after a whole run; and the run's answer."""
    place = tmp_path_factory.mktemp("elsewhere") / "kho"
    url, keys = object_server.url(f"{place.parent.name}/kho"), object_server.environment
    made = sohoa("init", place, "--dev-keys", "--store", url, "--json", **keys)
    assert made.code == 0, made.err
    words = ("--register", register, "--workers", 2)
    return place, run_inbox(inbox, place, *words, **keys).json


@pytest.mark.slow
@pytest.mark.java
def test_the_record_is_the_same(elsewhere, filled, object_store):
    archive, answer = elsewhere
    local, done = filled
    for key in ("dossiers", "documents", "pages", "matches", "review_items"):
        assert answer[key] == done.json[key]
    here = ParquetStore(local / "store")
    with open_archive(archive) as opened:
        for table, keys in KEYS.items():
            there = opened.store.read(table)
            assert there.num_rows == here.read(table).num_rows > 0
            assert not differences(here.read(table), there, keys), table
        assert opened.store.check() == ()
    assert not (archive / "store" / "manifest.json").exists()
    assert not list((archive / "store").glob("**/*.parquet"))


@pytest.mark.slow
@pytest.mark.java
def test_every_command_reads_it_there(elsewhere, filled, object_store, tmp_path):
    archive, local = elsewhere[0], Path(shutil.copytree(filled[0], tmp_path / "kho"))
    paper, citizen = f"{CODE}.1", "001190012345"
    match = {"document_id": paper, "role": "subject", "role_index": 1}
    match |= {"outcome": "matched", "citizen_id": citizen}
    for one in (archive, local):
        with open_archive(one) as opened:
            found = StoreChange(replace_documents={paper: {"matches": [match]}})
            opened.store.commit(found)
        assert sohoa("index", "reconcile", "--repair", "--archive", one).code == 0
    for words, keep in (
        (("show", CODE), lambda said: [one["number"] for one in said["documents"]]),
        (
            ("lookup", citizen),
            lambda said: [one["document_id"] for one in said["documents"]],
        ),
        (("search", "giấy", "khai", "sinh"), lambda said: said["total"]),
        (("report", "rates"), lambda said: said["totals"]),
        (("review", "list"), lambda said: len(said["items"])),
        (("status",), lambda said: (said["found"], said["done"])),
    ):
        there, here = (
            sohoa(*words, "--archive", one, "--operator", OPERATOR, "--json")
            if words[0] in {"show", "lookup", "search"}
            else sohoa(*words, "--archive", one, "--json")
            for one in (archive, local)
        )
        assert there.code == here.code, there.err
        assert keep(there.json) == keep(here.json)
    for one in (archive, local):
        with open_archive(one) as opened:
            newest = opened.store.snapshot().commit
        rates = sohoa("report", "rates", "--archive", one, "--json").json
        # Not the same number: a slow run commits more often than a fast one.
        assert rates["snapshot"] == newest
    year = str(datetime.date.today().year)
    frozen = sohoa(
        "report", "freeze", year, "--archive", archive, "--operator", OPERATOR
    )
    assert frozen.code == 0, frozen.err
    assert list((archive / "reports").glob("*/store/*/*.parquet"))  # on their own
    assert sohoa("verify", "--archive", archive, "--json").json["failed"] == []
    compared = sohoa("index", "reconcile", "--archive", archive, "--json")
    assert (compared.code, compared.json["differences"]) == (0, [])


@pytest.mark.slow
@pytest.mark.java
def test_a_copy_holds_the_record_itself(elsewhere, object_store, tmp_path, monkeypatch):
    archive = elsewhere[0]
    copy = tmp_path / "copy"
    first = sohoa("copy", copy, "--archive", archive, "--json")
    assert first.code == 0, first.err
    again = sohoa("copy", copy, "--archive", archive, "--check", "--json").json
    assert again["failed"] == [] and again["copied"] <= 1  # the audit trail has grown
    for name in object_store.environment:
        monkeypatch.delenv(name)
    assert load_settings(copy).store.url == ""
    assert sohoa("verify", "--archive", copy, "--json").json["failed"] == []
    shown = sohoa("show", CODE, "--archive", copy, "--json").json
    assert len(shown["documents"]) == 3
    assert "elsewhere.json" not in {one.name for one in (copy / "store").iterdir()}


@pytest.mark.slow
@pytest.mark.java
def test_secrets_stand_nowhere(elsewhere, object_store):
    secret = object_store.environment["AWS_SECRET_ACCESS_KEY"].encode()
    files = [one for one in elsewhere[0].rglob("*") if one.is_file()]
    assert not [one for one in files if secret in one.read_bytes()]
    told = json.loads((elsewhere[0] / "store" / "elsewhere.json").read_text())
    assert told == {"url": load_settings(elsewhere[0]).store.url}
