"""The machine fails under a run: nothing is blamed on a paper, nothing is lost, and the same
command goes on."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from cli.app import run_here
from tests.support.small_disk import mount
from tests.support.whole_commands import OPERATOR, Answer, run_words, sohoa, table


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mount(place, "size=64k")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def run(inbox: Path, archive: Path, **more: str) -> Answer:
    words = (
        "run",
        inbox,
        "--archive",
        archive,
        "--operator",
        OPERATOR,
        "--workers",
        "1",
        "--json",
    )
    return sohoa(*words, **more)


def here(capsys: pytest.CaptureFixture[str], *words: object) -> Answer:
    """A command in this process: many of them cost no start."""
    arguments = [str(word) for word in words]
    capsys.readouterr()
    code = run_here(arguments)
    said = capsys.readouterr()
    return Answer(code, said.out, said.err)


def fax(jpeg: bytes) -> bytes:
    out = io.BytesIO()
    picture = (
        Image.open(io.BytesIO(jpeg))
        .convert("L")
        .point(lambda value: 255 * (value > 128))
        .convert("1")
    )
    picture.save(out, "TIFF", compression="group3", dpi=(200, 200))
    return out.getvalue()


def test_a_full_folder_of_temporary_files_blames_no_paper(papers, tmp_path, disk):
    inbox, archive = tmp_path / "inbox", tmp_path / "archive"
    inbox.mkdir()
    (inbox / "H26.27-240101-0001.tif").write_bytes(fax(papers["don_de_nghi"]))
    (inbox / "H26.27-240101-0002.jpg").write_bytes(papers["don_de_nghi"])
    assert sohoa("init", archive, "--dev-keys").code == 0
    # Room for what the program itself writes there, not for a page.
    (disk / "fill").write_bytes(bytes(48 * 1024))
    first = run(inbox, archive, TMPDIR=str(disk))
    assert (
        first.code,
        first.json["documents"]["done"],
        first.json["documents"]["quarantined"],
    ) == (1, 1, 1)
    reason = json.loads(
        (archive / "quarantine" / "H26.27-240101-0001.1" / "reason.json").read_text()
    )
    assert (reason["code"], reason["transient"]) == ("disk_full", True)
    assert str(disk) in reason["message"] and "quét" not in reason["remedy"]
    assert first.err.count("to be tried again") == 1
    (standing,) = sohoa("status", "--archive", archive, "--json").json["quarantined"]
    assert str(disk) in standing["message"]

    (disk / "fill").unlink()
    subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
    again = run(inbox, archive, TMPDIR=str(disk))
    assert (
        again.code,
        again.json["documents"]["done"],
        again.json["documents"]["skipped"],
    ) == (
        0,
        1,
        1,
    )
    assert not list((archive / "quarantine").iterdir())


def test_a_full_archive_ends_with_6_and_the_same_command_goes_on(
    papers, tmp_path, disk, capsys
):
    inbox, archive = tmp_path / "inbox", disk / "archive"
    inbox.mkdir()
    for number in range(4):
        page = Image.open(io.BytesIO(papers["don_de_nghi"])).rotate(
            0.2 * number, fillcolor="white"
        )
        page.save(inbox / f"H26.27-240101-000{number}.jpg", quality=70, dpi=(200, 200))
    subprocess.run(["mount", "-o", "remount,size=2m", str(disk)], check=True)
    assert sohoa("init", archive, "--dev-keys").code == 0
    stopped = run(inbox, archive)
    assert stopped.code == 6, stopped.err
    assert (
        stopped.json["error"]["code"] == "disk_full"
        and str(disk) in stopped.json["error"]["message"]
    )
    assert not [
        one
        for one in (archive / "quarantine").iterdir()
        if not one.name.startswith(".")
    ]

    subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
    again = run(inbox, archive)
    assert (again.code, again.json["documents"]["done"]) == (0, 4), again.err
    assert (
        here(capsys, "search", "đề nghị", "--archive", archive, "--json").json["total"]
        == 4
    )

    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for words in (
        ("status",),
        ("report", "rates"),
        ("review", "list"),
        ("index", "reconcile"),
        ("verify", "--sample", "1"),
    ):
        answer = here(capsys, *words, "--archive", archive, "--json")
        assert answer.code == 0, (words, answer.out, answer.err)
    for words in (("search", "đề"), ("show", "H26.27-240101-0001")):
        answer = here(capsys, *words, "--archive", archive, "--json")
        assert (answer.code, answer.err.count("audit.jsonl")) == (0, 1), (
            words,
            answer.err,
        )
    person = ("lookup", "001090000123", "--archive", archive, "--json")
    answer = here(capsys, *person)
    assert (answer.code, answer.json["error"]["code"]) == (6, "disk_read_only")
    trail = tmp_path / "trail"
    trail.mkdir()
    answer = here(capsys, *person, "--audit-dir", trail)
    assert (answer.code, answer.err) == (1, "")  # nobody of that number is on file
    assert (
        here(capsys, "search", "đề", "--archive", archive, "--audit-dir", trail).err
        == ""
    )
    kept = (trail / "audit.jsonl").read_text().splitlines()
    assert [json.loads(line)["action"] for line in kept] == ["lookup", "search"]
    assert here(capsys, *person, "--audit-dir", trail / "none").code == 2
    refused = here(capsys, *run_words(inbox, archive))
    assert (refused.code, refused.json["error"]["code"]) == (6, "disk_read_only")


def test_names_too_long_and_a_place_that_is_taken_hold_up_nobody(papers, tmp_path):
    inbox, archive = tmp_path / "inbox", tmp_path / "archive"
    inbox.mkdir()
    long = "A" + "ệ" * 83
    (inbox / long).mkdir()
    (inbox / long / "01.jpg").write_bytes(papers["don_de_nghi"])
    (inbox / ("B" * 120 + ".jpg")).write_bytes(papers["don_de_nghi"])
    (inbox / "H26.28-240101-0001.jpg").write_bytes(papers["don_de_nghi"])
    (inbox / "H26.29-240101-0001.jpg").write_bytes(papers["don_de_nghi"])
    assert sohoa("init", archive, "--dev-keys").code == 0
    (archive / "documents" / "H26.28").write_bytes(
        b"a file where the agency's folder belongs"
    )
    first = run(inbox, archive)
    assert (
        first.code,
        first.json["documents"]["done"],
        first.json["documents"]["quarantined"],
    ) == (1, 3, 1)
    rows = {row["dossier_code"]: row for row in table(archive, "documents")}
    assert set(rows) == {long, "B" * 120, "H26.29-240101-0001"}
    for row in rows.values():
        path = archive / row["pdf_path"]
        assert path.is_file() and all(len(part.encode()) <= 240 for part in path.parts)
    (entry,) = (archive / "quarantine").iterdir()
    reason = json.loads((entry / "reason.json").read_text())
    assert (entry.name, reason["stage"], reason["transient"]) == (
        "H26.28-240101-0001.1",
        "commit",
        True,
    )
    assert (entry / "H26.28-240101-0001.jpg").read_bytes() == papers["don_de_nghi"]

    (archive / "documents" / "H26.28").unlink()
    again = run(inbox, archive)
    assert (
        again.code,
        again.json["documents"]["done"],
        again.json["documents"]["skipped"],
    ) == (
        0,
        1,
        3,
    )
    paper = tmp_path / "01.jpg"
    shutil.copy(inbox / "H26.29-240101-0001.jpg", paper)
    at_counter = sohoa(
        "counter",
        paper,
        "--dossier",
        "Hồ sơ đất đai ở xã Tân An " + "ệ" * 90,
        "--operator",
        OPERATOR,
        "--archive",
        archive,
        "--json",
    )
    assert (
        at_counter.code == 0
        and (archive / at_counter.json["documents"][0]["pdf_path"]).is_file()
    )
