import errno
import hashlib
import json
import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from pipeline import audit
from pipeline.common.files import write_synced
from pipeline.errors import BusyError, StorageError, TransientInputError, UsageError
from pipeline.folder import ArchiveFolder


def test_an_original_is_kept_once_under_its_hash(tmp_path):
    folder = ArchiveFolder(tmp_path)
    source = tmp_path / "scan.jpg"
    source.write_bytes(b"bytes of a scan")
    first, again = folder.keep_original(source), folder.keep_original(source)
    assert first == again
    assert first.sha256 == hashlib.sha256(b"bytes of a scan").hexdigest()
    assert first.path.read_bytes() == b"bytes of a scan"
    assert [p for p in folder.originals.rglob("*") if p.is_file()] == [first.path]


def test_a_half_written_original_is_replaced(tmp_path):
    folder = ArchiveFolder(tmp_path)
    source = tmp_path / "scan.jpg"
    source.write_bytes(b"whole")
    place = folder.keep_original(source).path
    place.chmod(0o640)
    place.write_bytes(b"wh")
    assert folder.keep_original(source).path.read_bytes() == b"whole"


def _in_its_place(place: Path, what: str) -> Path:
    """What may lie where a scan was listed a moment ago."""
    if what == "folder":
        place.mkdir()
    elif what == "pipe":
        os.mkfifo(place)
    elif what == "link":
        place.symlink_to(__file__)
    return Path("/proc/self/mem") if what == "disk error" else place


@pytest.mark.parametrize("what", ["nothing", "folder", "pipe", "link", "disk error"])
def test_a_scan_that_is_no_more_is_unreadable_for_now(tmp_path, what):
    folder = ArchiveFolder(tmp_path / "kho")
    source = _in_its_place(tmp_path / "scan.jpg", what)
    with pytest.raises(TransientInputError) as caught:
        folder.keep_original(source)
    assert (caught.value.code, caught.value.item, caught.value.transient) == (
        "unreadable",
        source.name,
        True,
    )
    assert [p for p in folder.originals.rglob("*") if p.is_file()] == []


def test_a_share_that_lost_the_file_is_unreadable_for_now(tmp_path, monkeypatch):
    source = tmp_path / "scan.jpg"
    source.write_bytes(b"bytes")
    real = os.open

    def stale(path, *more):
        if Path(path) == source:
            raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
        return real(path, *more)

    monkeypatch.setattr(os, "open", stale)
    with pytest.raises(TransientInputError, match="Stale file handle"):
        ArchiveFolder(tmp_path / "kho").keep_original(source)


def test_a_scan_that_grows_while_it_is_received_is_not_kept(tmp_path, monkeypatch):
    source = tmp_path / "scan.tif"
    source.write_bytes(b"first half")
    folder, real = ArchiveFolder(tmp_path / "kho"), os.fstat

    def written_meanwhile(handle):
        found = real(handle)
        with source.open("ab") as more:
            more.write(b", and more")
        return found

    monkeypatch.setattr(os, "fstat", written_meanwhile)
    with pytest.raises(TransientInputError) as caught:
        folder.keep_original(source)
    assert caught.value.code == "unfinished_transfer"
    assert [p for p in folder.originals.rglob("*") if p.is_file()] == []


def test_a_kept_copy_that_is_damaged_is_set_aside_when_good_bytes_come_again(tmp_path):
    folder = ArchiveFolder(tmp_path)
    source = tmp_path / "scan.jpg"
    source.write_bytes(b"bytes of a scan")
    kept = folder.keep_original(source)
    assert kept.set_aside is None
    for number, damage in enumerate((b"bytes 0f a scan", b"bytes of a scam"), start=1):
        kept.path.chmod(0o640)
        kept.path.write_bytes(damage)
        again = folder.keep_original(source)
        assert again.path.read_bytes() == b"bytes of a scan"
        assert again.set_aside is not None and again.set_aside.read_bytes() == damage
        assert again.set_aside.name == f"{kept.sha256}.damaged-{number}"
    assert folder.keep_original(source).set_aside is None


def _try_lock(root, answers):
    try:
        with ArchiveFolder(root).run_lock():
            answers.put("held")
    except BusyError as error:
        answers.put(error.exit_code)


def test_a_second_run_is_refused_with_5_and_let_in_afterwards(tmp_path):
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    with ArchiveFolder(tmp_path).run_lock():
        other = context.Process(target=_try_lock, args=(tmp_path, answers))
        other.start()
        other.join()
    assert answers.get() == 5
    _try_lock(tmp_path, answers)
    assert answers.get() == "held"


def test_quarantine_keeps_bytes_under_their_names_and_the_reason(tmp_path):
    folder = ArchiveFolder(tmp_path)
    source = tmp_path / "x"
    source.write_bytes(b"broken")
    entry = folder.put_in_quarantine(
        "D.1", [("a/01.pdf", source), ("b/01.pdf", source)], {"code": "broken_pdf"}
    )
    assert sorted(p.name for p in entry.iterdir()) == [
        "01.pdf",
        "2-01.pdf",
        "reason.json",
    ]
    assert json.loads((entry / "reason.json").read_text())["code"] == "broken_pdf"


def test_a_file_named_like_the_reason_does_not_replace_it(tmp_path):
    folder = ArchiveFolder(tmp_path)
    source = tmp_path / "x"
    source.write_bytes(b"bytes")
    entry = folder.put_in_quarantine(
        "D.1", [("reason.json", source)], {"code": "unsupported_type"}
    )
    assert (entry / "received-reason.json").read_bytes() == b"bytes"
    assert json.loads((entry / "reason.json").read_text())["code"] == "unsupported_type"


def test_what_stands_in_quarantine_is_for_its_owner_alone(tmp_path):
    folder = ArchiveFolder(tmp_path / "kho")
    source = tmp_path / "x"
    source.write_bytes(b"bytes")
    source.chmod(0o444)
    before = os.umask(0o022)
    try:
        entry = folder.put_in_quarantine(
            "D.1", [("1.pdf", source), ("2.pdf", source)], {"code": "c"}, "listing"
        )
    finally:
        os.umask(before)
    modes = {
        one.name: stat.S_IMODE(one.stat().st_mode)
        for one in (folder.quarantine, entry, *entry.iterdir())
    }
    assert modes == {
        "quarantine": 0o700,
        "D.1": 0o700,
        "1.pdf": 0o600,
        "2.pdf": 0o600,
        "listing.txt": 0o600,
        "reason.json": 0o600,
    }


@pytest.mark.parametrize(
    "place",
    [
        "kho",
        ".",
        "kho/documents",
        "kho/quarantine/D.1/1.pdf",
        "way/documents",
        "way",
        "up",
    ],
)
def test_an_inbox_and_an_archive_that_hold_one_another_are_refused(tmp_path, place):
    (tmp_path / "kho" / "documents").mkdir(parents=True)
    (tmp_path / "way").symlink_to(tmp_path / "kho", target_is_directory=True)
    (tmp_path / "up").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(UsageError) as caught:
        ArchiveFolder(tmp_path / "kho").require_apart(
            tmp_path / place, "a_code", "the inbox", "part them"
        )
    assert (caught.value.code, caught.value.remedy) == ("a_code", "part them")
    assert caught.value.values == {
        "place": str(tmp_path / place),
        "archive": str(tmp_path / "kho"),
    }
    assert caught.value.item == str(tmp_path / place)


@pytest.mark.parametrize("place", ["inbox", "kho-2", "kho2/kho", "none", "back"])
def test_an_inbox_beside_the_archive_is_fine(tmp_path, place):
    for name in ("inbox", "kho/documents", "kho-2", "kho2/kho"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "kho" / "way").symlink_to(tmp_path / "inbox", target_is_directory=True)
    (tmp_path / "back").symlink_to(tmp_path / "kho" / "way", target_is_directory=True)
    ArchiveFolder(tmp_path / "kho").require_apart(
        tmp_path / place, "a_code", "the inbox", "part them"
    )


def test_a_folder_that_is_no_archive_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no archive"):
        ArchiveFolder(tmp_path).require()


def _append_many(path, actor):
    for number in range(20):
        audit.append(path, actor=actor, action="look", item=str(number))


def test_the_audit_chain_holds_under_several_writers(tmp_path):
    path = tmp_path / "audit.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_append_many, args=(path, f"clerk {n}"))
        for n in range(3)
    ]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert len(path.read_text().splitlines()) == 60
    assert audit.broken_line(path) is None


@pytest.mark.parametrize("change", ["edit", "drop", "swap"])
def test_a_changed_dropped_or_moved_line_is_found(tmp_path, change):
    path = tmp_path / "audit.jsonl"
    _append_many(path, "clerk")
    lines = path.read_text().splitlines()
    if change == "edit":
        lines[4] = lines[4].replace("look", "show")
    elif change == "drop":
        del lines[4]
    else:
        lines[4], lines[5] = lines[5], lines[4]
    path.write_text("\n".join(lines) + "\n")
    assert audit.broken_line(path) == 5


def test_a_line_torn_by_a_crash_is_named_and_later_lines_are_whole(tmp_path):
    path = tmp_path / "audit.jsonl"
    _append_many(path, "clerk")
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    audit.append(path, actor="clerk", action="look", item="after")
    assert audit.broken_line(path) == 20
    assert json.loads(path.read_text().splitlines()[-1])["item"] == "after"


def test_writing_leaves_nothing_aside(tmp_path):
    write_synced(tmp_path / "a", b"1")
    write_synced(tmp_path / "a", b"2")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_long_names_are_kept_in_quarantine_side_by_side(tmp_path):
    folder = ArchiveFolder(tmp_path)
    name = "ệ" * 83 + ".tif"
    source = tmp_path / name
    source.write_bytes(b"bytes")
    entry = folder.put_in_quarantine(
        "D.1", [(name, source), (f"b/{name}", source)], {"code": "broken_image"}
    )
    kept = [one for one in entry.iterdir() if one.name != "reason.json"]
    assert [one.read_bytes() for one in kept] == [b"bytes", b"bytes"]


def test_bytes_that_can_not_be_read_any_more_are_listed(tmp_path):
    folder = ArchiveFolder(tmp_path)
    source = tmp_path / "x"
    source.write_bytes(b"bytes")
    entry = folder.put_in_quarantine(
        "D.1", [("a", source), ("b", tmp_path / "gone")], {"code": "broken_pdf"}
    )
    assert (entry / "a").read_bytes() == b"bytes" and not (entry / "b").exists()
    assert (entry / "listing.txt").read_text() == "b: unreadable\n"


def test_a_source_that_is_a_folder_by_now_is_unreadable_for_the_moment(tmp_path):
    with pytest.raises(TransientInputError) as caught:
        ArchiveFolder(tmp_path / "archive").keep_original(_folder(tmp_path / "archive"))
    assert caught.value.code == "unreadable"
    assert not list((tmp_path / "archive" / "originals").iterdir())


def _folder(path):
    path.mkdir()
    return path


@pytest.mark.parametrize("call", ["original", "quarantine", "file", "audit", "lock"])
def test_a_disk_that_takes_no_more_is_named(tmp_path, small_disk, call):
    source = tmp_path / "scan"
    source.write_bytes(bytes(1 << 20))
    folder = ArchiveFolder(small_disk)
    folder.originals.mkdir()
    calls = {
        "original": lambda: folder.keep_original(source),
        "quarantine": lambda: folder.put_in_quarantine("D.1", [("a", source)], {}),
        "file": lambda: write_synced(small_disk / "a", bytes(1 << 20)),
        "audit": lambda: audit.append(
            folder.audit_file, actor="clerk", action="look", item="x" * (1 << 20)
        ),
        "lock": lambda: _hold(folder),
    }
    if call == "lock":
        fill(small_disk)
    with pytest.raises(StorageError) as full:
        calls[call]()
    assert full.value.code == "disk_full" and str(small_disk) in full.value.item
    assert not list(folder.originals.iterdir())


def _hold(folder):
    with folder.write_lock():
        pass


def fill(disk):
    """Leave neither room nor inodes."""
    for number in range(100_000):
        try:
            (disk / f"fill-{number}").touch()
        except OSError:
            return


def test_whether_a_run_is_at_work_is_seen_without_writing(tmp_path):
    folder = ArchiveFolder(tmp_path)
    assert not folder.run_is_held()
    assert not list(tmp_path.iterdir())
    with folder.run_lock():
        assert folder.run_is_held()
    assert not folder.run_is_held()
