"""An object store that is away, silent, overloaded, refuses or lacks the bucket: found before work,
said in words, and the same command goes on later."""

from __future__ import annotations

import subprocess

import pytest

from pipeline.config import StoreSettings
from pipeline.errors import StorageError, UsageError
from pipeline.open_archive import open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.store.choose import place_named
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.contract.record_store.changes import added, ids
from tests.support.object_store import between, listening_nowhere
from tests.support.whole_commands import (
    ROOT,
    command,
    environment,
    held_at_a_commit,
    run_words,
    sohoa,
)

pytestmark = pytest.mark.java


def _settings(url, seconds=1.0):
    return StoreSettings(url=url, timeout_seconds=seconds, tries=1)


@pytest.fixture
def made(object_store, tmp_path):
    """An archive whose record lies on the server: by way of another one that can go wrong."""
    with between(object_store.host) as way:
        url = object_store.url(f"{tmp_path.parent.name}/{tmp_path.name}", way.host)
        folder = create_archive(
            tmp_path / "kho", _settings(url, 30), development_keys=False
        )
        yield folder.root, way


def _words(archive):
    return ("report", "rates", "--archive", archive, "--json")


@pytest.mark.parametrize("trouble", ["503", "silent", "gone"])
def test_a_server_in_trouble_ends_the_command_with_6(made, trouble):
    archive, way = made
    assert sohoa(*_words(archive)).code == 0
    way.trouble = trouble
    patience = {"SOHOA_STORE__TIMEOUT_SECONDS": "1", "SOHOA_STORE__TRIES": "2"}
    answer = sohoa(*_words(archive), **patience)
    assert answer.code == 6
    said = answer.json["error"]
    assert said["code"] == "store_unreachable"
    assert "s3://" in said["item"] and said["remedy"]
    way.trouble = ""
    assert sohoa(*_words(archive)).code == 0


def test_a_run_finds_out_before_any_work(made, tmp_path):
    archive, way = made
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "H26.27-241105-0012.pdf").write_bytes(b"%PDF-1.7 not really")
    way.trouble = "gone"
    answer = sohoa(*run_words(inbox, archive), SOHOA_SIGNING="none")
    assert answer.code == 6 and answer.json["error"]["code"] == "store_unreachable"
    assert not list((archive / "originals").iterdir())
    way.trouble = ""
    answer = sohoa(*run_words(inbox, archive), SOHOA_SIGNING="none")
    assert answer.json["dossiers"]["quarantined"] == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "wrong-one"}, "store_refused"),
        ({"AWS_ACCESS_KEY_ID": "nobody"}, "store_refused"),
    ],
)
def test_wrong_credentials_are_a_wrong_setting(made, changed, code):
    answer = sohoa(*_words(made[0]), **changed)
    assert answer.code == 2
    assert answer.json["error"]["code"] == code
    assert "wrong-one" not in answer.out + answer.err


def test_init_where_nothing_can_be_made_leaves_nothing(object_store, tmp_path):
    for url, code, exit_code in (
        (
            object_store.url("kho", bucket="khong-co"),
            "store_bucket_missing",
            2,
        ),
        (object_store.url("kho", listening_nowhere()), "store_unreachable", 6),
        ("s3://key:secret@bucket/kho", "bad_store_url", 2),
        ("s3://bucket/kho?secret_key=x", "bad_store_url", 2),
        ("ftp://bucket/kho", "bad_store_url", 2),
        ("s3:///kho", "bad_store_url", 2),
        ("s3://bucket/kho?scheme=gopher", "bad_store_url", 2),
    ):
        answer = sohoa(
            "init", tmp_path / "kho", "--store", url, "--json", SOHOA_STORE__TRIES="1"
        )
        assert answer.code == exit_code, url
        assert answer.json["error"]["code"] == code
        assert "secret@" not in answer.out and "secret_key" not in answer.out
        assert not list((tmp_path / "kho").iterdir())


def test_two_archives_do_not_share_a_record(made, object_store, tmp_path):
    url = object_store.url(f"{tmp_path.parent.name}/{tmp_path.name}", made[1].host)
    with pytest.raises(UsageError) as taken:
        create_archive(tmp_path / "other", _settings(url), development_keys=False)
    assert taken.value.code == "store_exists"
    another = create_archive(tmp_path / "third", development_keys=False).root
    (another / "store" / "manifest.json").rename(another / "manifest.json")
    (another / "store" / "elsewhere.json").write_text('{"url": "s3://elsewhere"}')
    answer = sohoa(*_words(another), SOHOA_STORE__URL=url)
    assert (answer.code, answer.json["error"]["code"]) == (2, "store_of_another")
    answer = sohoa(*_words(another))
    assert (answer.code, answer.json["error"]["code"]) == (2, "store_url_missing")
    (another / "manifest.json").rename(another / "store" / "manifest.json")
    answer = sohoa(*_words(another), SOHOA_STORE__URL=url)
    assert (answer.code, answer.json["error"]["code"]) == (2, "store_two_places")


def test_a_second_writer_is_noticed(made):
    archive, _ = made
    with open_archive(archive) as one, open_archive(archive) as other:
        refuse = one.store._refuse_another_writer
        one.store._refuse_another_writer = lambda before: (
            other.store.commit(added("0002")),
            refuse(before),
        )
        with pytest.raises(StorageError) as moved:
            one.store.commit(added("0001"))
        assert moved.value.code == "store_moved"
        assert ids(other.store) == ["0002"]
        del one.store._refuse_another_writer
        one.store.commit(added("0001"))
        assert ids(other.store) == ["0001", "0002"]


def test_of_two_that_put_in_the_same_moment_one_is_in_force_as_a_whole(made):
    """The other machine commits between the last look and the put, which no lock keeps apart."""
    archive, _ = made
    with open_archive(archive) as one, open_archive(archive) as other:
        refuse = one.store._refuse_another_writer
        one.store._refuse_another_writer = lambda before: (
            refuse(before),
            other.store.commit(added("0002")),
        )
        number = one.store.commit(added("0001"))
        del one.store._refuse_another_writer
        assert (ids(other.store), other.store.check()) == (["0001"], ())
        # What was lost is given again: it stands on what the other one wrote.
        assert other.store.commit(added("0002")) == number + 1
        assert ids(one.store) == ["0001", "0002"]
        assert one.store.check() == ()


def test_a_commit_whose_answer_is_lost_is_there_or_not(made):
    """The manifest is put, and the server falls silent before it says so."""
    archive, way = made
    with open_archive(archive) as opened:
        place = opened.store.place
        slow = place_named(_settings(f"{_url(archive)}"), archive / "store")
        quick = ParquetStore(slow, opened.store.manifest().archive)
        quick.commit(added("0001"))
        way.trouble = "503"
        with pytest.raises(StorageError) as away:
            quick.commit(added("0002"))
        assert away.value.code == "store_unreachable"
        way.trouble = ""
        assert ids(opened.store) == ["0001"]
        assert opened.store.commit(added("0002")) == 2
        assert opened.store.check() == ()
        assert place.sizes().keys() == {*opened.store.manifest().files, "manifest.json"}


def _url(archive):
    from pipeline.config import load_settings

    return load_settings(archive).store.url


def test_key_files_are_kept_here_and_can_be_lost(made):
    archive, _ = made
    rows = [
        {"document_id": f"{n:05d}.1", "dossier_code": f"{n:05d}", "ordinal": 1}
        for n in range(2_000)
    ]
    with open_archive(archive) as opened:
        opened.store.commit(StoreChange({"documents": rows}))
        (part,) = opened.store.manifest().tables["documents"]
    kept = archive / "store" / part.keys.path
    good = kept.read_bytes()
    for harm in (kept.unlink, lambda: kept.write_bytes(good[:-6])):
        harm()
        with open_archive(archive) as opened:
            assert opened.store.check() == ()  # what is kept here is not the record
            assert bytes(opened.store.place.map(part.keys.path)) == good
            found = opened.store.read("documents", where={"dossier_code": ["00007"]})
            assert found.num_rows == 1
        assert kept.read_bytes() == good


@pytest.mark.slow
def test_a_server_that_goes_in_the_middle_of_a_run(object_store, tmp_path, inbox):
    """Nothing is lost or doubled: the run ends with 6, and the same command files what is left."""
    with between(object_store.host) as way:
        url = object_store.url(f"{tmp_path.parent.name}/{tmp_path.name}", way.host)
        archive = tmp_path / "kho"
        assert sohoa("init", archive, "--store", url).code == 0
        patience = {
            "SOHOA_STORE__TIMEOUT_SECONDS": "2",
            "SOHOA_STORE__TRIES": "1",
            "SOHOA_SIGNING": "none",
        }
        words = command(*run_words(inbox, archive), "--workers", 2)

        def start():
            return subprocess.Popen(
                words,
                cwd=ROOT,
                env=environment(**patience),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )

        with held_at_a_commit(archive, start) as run:
            way.trouble = "gone"
        out, err = run.communicate()
        assert run.returncode == 6, out + err
        assert '"store_unreachable"' in out and "Traceback" not in err
        way.trouble = ""
        again = sohoa(*run_words(inbox, archive), "--workers", 2, **patience)
        assert again.code == 0, again.err
        assert again.json["documents"]["found"] == 5
        with open_archive(archive) as opened:
            assert opened.store.read("documents").num_rows == 5
        compared = sohoa("index", "reconcile", "--archive", archive, "--json")
        assert compared.json["differences"] == []
