"""What can't be filed now is kept sealed, in order, and comes back as it was."""

import io
import tarfile
from pathlib import Path

import pytest

from pipeline.desk.desk import Desk
from pipeline.desk.kept.sealing import seal
from pipeline.desk.kept.session import Stand
from pipeline.desk.kept.spool import (
    list_waiting,
    put_aside,
    set_aside_damaged,
    take_back,
)
from pipeline.desk.pages.receiving import Said, receive_files
from pipeline.desk.papers import require_open
from pipeline.errors import StorageError, UsageError
from tests.unit.desk.conftest import asked_by


def session_with_paper(desk: Desk, code: str, tmp_path: Path):
    paper = tmp_path / f"{code}.jpg"
    paper.write_bytes(b"bytes of " + code.encode())
    journal = desk.begin(code, None)
    receive_files(journal, [paper], Said())
    return journal


def test_what_waits_keeps_its_order_and_its_place(desk: Desk, tmp_path: Path) -> None:
    second, first = (
        session_with_paper(desk, code, tmp_path) for code in ("A-1", "B-1")
    )
    places = [put_aside(one, desk.state) for one in (first, second)]
    assert list_waiting(desk.state) == places
    assert put_aside(first, desk.state) == places[0]
    assert list_waiting(desk.state) == places
    for place in places:
        assert b"bytes of" not in place.read_bytes()
        assert place.stat().st_mode & 0o077 == 0


def test_it_comes_back_as_it_was(desk: Desk, tmp_path: Path) -> None:
    journal = session_with_paper(desk, "A-1", tmp_path)
    place = put_aside(journal, desk.state)
    (journal.paper_folder(1) / "files" / "0001.jpg").write_bytes(b"changed since")
    again = take_back(place, desk.state, desk.folder)
    assert again is not None and again.session.stand is Stand.FILING
    assert again.session.papers == journal.session.papers
    paper = again.paper_folder(1) / "files" / "0001.jpg"
    assert paper.read_bytes() == b"bytes of A-1"
    assert paper.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "files/../../../out", ""])
def test_no_name_leads_out_of_a_session(desk: Desk, tmp_path: Path, name: str) -> None:
    place = put_aside(session_with_paper(desk, "A-1", tmp_path), desk.state)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    place.write_bytes(seal(packed.getvalue(), desk.state.public_key.read_bytes()))
    with pytest.raises(StorageError) as caught:
        take_back(place, desk.state, desk.folder)
    assert caught.value.code == "spool_damaged"
    assert not list(tmp_path.rglob("out")) and not Path("/tmp/out").exists()


def test_what_is_being_filed_is_in_nobodys_way(desk: Desk, tmp_path: Path) -> None:
    journal = session_with_paper(desk, "A-1", tmp_path)
    place = put_aside(journal, desk.state)
    at = "2026-11-28T10:00:00+07:00"
    journal.rewrite(journal.session.over(Stand.SPOOLED, {}, at), "spooled")
    open_one = session_with_paper(desk, "B-1", tmp_path).session
    again = take_back(place, desk.state, desk.folder)
    assert again is not None
    # The clerk goes on with the next dossier, and no call reaches the one that is being filed.
    assert desk.session(None).session.id == open_one.id
    with pytest.raises(UsageError) as caught:
        require_open(again)
    assert caught.value.code == "session_over"
    # It was answered when its clerk was told so, however late it is filed.
    filed = again.session.over(Stand.DONE, {}, "2026-12-02T08:00:00+07:00")
    assert (filed.answered_at, filed.closed_at) == (at, "2026-12-02T08:00:00+07:00")


def test_without_a_key_nothing_is_sealed(desk: Desk, tmp_path: Path) -> None:
    journal = session_with_paper(asked_by(desk, "Trần Bình"), "A-1", tmp_path)
    desk.state.public_key.unlink()
    with pytest.raises(StorageError) as caught:
        put_aside(journal, desk.state)
    assert caught.value.code == "desk_key_gone"
    assert list_waiting(desk.state) == []


def test_what_can_not_be_opened_holds_up_nobody(desk: Desk, tmp_path: Path) -> None:
    place = put_aside(session_with_paper(desk, "A-1", tmp_path), desk.state)
    set_aside_damaged(place)
    assert list_waiting(desk.state) == []
    assert [one.suffix for one in desk.state.spool.iterdir()] == [".damaged"]
