"""The ledger's file: transactions, reading without writing, a disk that fails."""

import os
import sqlite3

import pytest

from pipeline.common import database
from pipeline.errors import StorageError
from pipeline.ledger.connection import Connection, read_facts


@pytest.fixture
def connection(tmp_path):
    opened = Connection.to_write(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


def folders(connection):
    return dict(connection.rows("SELECT dossier_code, folder FROM dossiers"))


def test_a_transaction_holds_all_of_its_changes_or_none(connection):
    with connection.transaction() as db:
        db.execute("INSERT INTO dossiers VALUES ('A', 'A')")
        db.execute("INSERT INTO dossiers VALUES ('B', 'B')")
    with pytest.raises(sqlite3.IntegrityError), connection.transaction() as db:
        db.execute("INSERT INTO dossiers VALUES ('C', 'C')")
        db.execute("INSERT INTO dossiers VALUES ('D', 'A')")
    with pytest.raises(KeyboardInterrupt), connection.transaction() as db:
        db.execute("INSERT INTO dossiers VALUES ('E', 'E')")
        raise KeyboardInterrupt
    assert folders(connection) == {"A": "A", "B": "B"}


def test_changes_say_how_many_rows_they_met(connection):
    connection.change_many(
        "INSERT INTO dossiers VALUES (?,?)", [("A", "A"), ("B", "B")]
    )
    assert (
        connection.change(
            "UPDATE dossiers SET folder=? WHERE dossier_code=?", ("X", "A")
        )
        == 1
    )
    assert connection.change("DELETE FROM dossiers WHERE dossier_code=?", ("C",)) == 0
    assert folders(connection) == {"A": "X", "B": "B"}
    assert connection.row(
        "SELECT folder FROM dossiers WHERE dossier_code=?", ("A",)
    ) == ("X",)
    assert (
        connection.row("SELECT folder FROM dossiers WHERE dossier_code=?", ("C",))
        is None
    )


def test_another_connection_sees_what_was_committed(connection, tmp_path):
    connection.change("INSERT INTO dossiers VALUES ('A', 'A')")
    other = Connection.to_read(tmp_path / "ledger.sqlite")
    assert folders(other) == {"A": "A"}
    connection.change("INSERT INTO dossiers VALUES ('B', 'B')")
    assert folders(other) == {"A": "A", "B": "B"}
    other.close()


def test_a_reader_changes_nothing(connection, tmp_path):
    reader = Connection.to_read(tmp_path / "ledger.sqlite")
    with pytest.raises(StorageError) as caught:
        reader.change("INSERT INTO dossiers VALUES ('A', 'A')")
    assert caught.value.code == "disk_read_only"
    reader.close()
    assert folders(connection) == {}


def test_a_reader_makes_no_ledger(tmp_path):
    with pytest.raises(StorageError) as caught:
        Connection.to_read(tmp_path / "ledger.sqlite")
    assert (caught.value.code, list(tmp_path.iterdir())) == ("place_gone", [])


def test_a_disk_that_takes_no_more_is_named_and_nothing_is_half_written(small_disk):
    connection = Connection.to_write(small_disk / "ledger.sqlite")
    with pytest.raises(StorageError) as caught, connection.transaction() as db:
        for number in range(100):
            db.execute(
                "INSERT INTO dossiers VALUES (?,?)",
                (str(number), f"{number}" * 100_000),
            )
    assert caught.value.code == "disk_full"
    assert folders(connection) == {}
    connection.close()


@pytest.mark.parametrize(
    ("kept", "facts"),
    [(None, {}), ("", {}), ("{}", {}), ('{"page": "2"}', {"page": "2"})],
)
def test_values_of_reasons_are_read_where_there_are_any(kept, facts):
    assert read_facts(kept) == facts


def test_on_a_share_a_reader_takes_back_what_a_killed_writer_left(
    tmp_path, monkeypatch
):
    """Part of a change stands in the file already, and what was there before beside it."""
    device = tmp_path.stat().st_dev
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"30 1 {os.major(device)}:{os.minor(device)} / /kho rw - nfs4 server:/kho rw\n"
    )
    monkeypatch.setattr(database, "MOUNTS", mounts)
    path = tmp_path / "ledger.sqlite"
    whole = [(str(number), f"{number:0200}") for number in range(2000)]
    opened = Connection.to_write(path)
    opened.change_many("INSERT INTO dossiers VALUES (?,?)", whole)
    opened.close()
    child = os.fork()
    if child == 0:
        writer = Connection.to_write(path)
        with writer.transaction() as db:
            db.execute("PRAGMA cache_size=1")  # so that pages go to the file at once
            db.execute("UPDATE dossiers SET folder='x' || folder")
            os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert path.with_name("ledger.sqlite-journal").stat().st_size > 0
    reader = Connection.to_read(path)
    assert folders(reader) == dict(whole)
    reader.close()
