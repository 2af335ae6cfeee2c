"""The machine's trouble is told from the paper's, whatever wraps it."""

from __future__ import annotations

import errno
import os
import pickle
import sqlite3
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import UnidentifiedImageError

from pipeline.errors import InputError, StorageError, TransientInputError, UsageError
from pipeline.match.register.build import build_register
from pipeline.messages import catalogue, localized
from pipeline.operations.upkeep.create import create_archive
from pipeline.plan.guard import StageClock, catch_failure
from pipeline.trouble import (
    FAILED,
    FILES,
    FULL,
    GONE,
    KILLED,
    MEMORY,
    NO_ACCESS,
    READ_ONLY,
    check_helper,
    machine_trouble,
    storage_at,
)
from schemas.work import Failure


def of_system(number: int, name: str | None = None) -> OSError:
    return OSError(number, os.strerror(number), name)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, FULL),
        (errno.EDQUOT, FULL),
        (errno.EROFS, READ_ONLY),
        (errno.EACCES, NO_ACCESS),
        (errno.EPERM, NO_ACCESS),
        (errno.EMFILE, FILES),
        (errno.ENFILE, FILES),
        (errno.ENOMEM, MEMORY),
        (errno.EAGAIN, MEMORY),
        (errno.EIO, FAILED),
        (errno.ESTALE, FAILED),
        (errno.ENODEV, FAILED),
        (errno.ENOTCONN, FAILED),
        (errno.ETIMEDOUT, FAILED),
        (errno.ENOENT, GONE),
    ],
)
def test_every_number_of_the_system_is_the_machines(
    number: int, code: str, tmp_path: Path
) -> None:
    found = machine_trouble(of_system(number, str(tmp_path / "x")))
    assert found is not None and found.code == code
    assert found.of_storage is (code not in {FILES, MEMORY})
    if found.of_storage:
        place = tmp_path if code in {FULL, READ_ONLY} else tmp_path / "x"
        assert found.values["path"] == str(place) and str(place) in found.message


@pytest.mark.parametrize(
    "error",
    [
        OSError("image file is truncated"),
        OSError(errno.EINVAL, "Invalid argument"),
        UnidentifiedImageError("cannot identify image file"),
        ValueError("bad strip"),
        KeyError("/Contents"),
        SyntaxError("not a TIFF file"),
    ],
)
def test_what_decoders_say_of_broken_data_is_the_papers(error: Exception) -> None:
    assert machine_trouble(error) is None


def test_no_memory_is_known_in_every_librarys_words() -> None:
    with pytest.raises(cv2.error) as of_opencv:
        cv2.resize(np.zeros((8, 8), np.uint8), (1 << 19, 1 << 19))
    of_pillow = OSError("out of memory error when reading image file")
    of_qpdf = RuntimeError("std::bad_alloc")
    no_thread = RuntimeError("can't start new thread")
    for error in (of_opencv.value, of_pillow, of_qpdf, no_thread, MemoryError()):
        found = machine_trouble(error)
        assert found is not None and found.code == MEMORY


def test_the_cause_behind_another_error_counts(tmp_path: Path) -> None:
    wrapped = ValueError("the page can't be drawn")
    wrapped.__cause__ = of_system(errno.ENOSPC)
    found = machine_trouble(wrapped, tmp_path / "gone" / "x")
    assert (
        found is not None
        and found.code == FULL
        and found.values["path"] == str(tmp_path)
    )
    spoken = InputError("broken_pdf", "the PDF is broken")
    spoken.__cause__ = of_system(errno.EIO)
    assert machine_trouble(spoken) is None  # decided where it was raised


def test_a_full_ledger_is_a_full_disk() -> None:
    db = sqlite3.connect(":memory:")
    db.execute("PRAGMA max_page_count=2")
    db.execute("CREATE TABLE t (x)")
    with (
        pytest.raises(StorageError) as full,
        storage_at(Path("/archive/ledger.sqlite")),
    ):
        db.execute("INSERT INTO t VALUES (zeroblob(100000))")
    assert (full.value.code, full.value.exit_code) == (FULL, 6)
    assert full.value.item == "/archive/ledger.sqlite"
    db.close()


def test_a_real_full_device_names_the_place(tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError) as full,
        storage_at(tmp_path),
        Path("/dev/full").open("wb", buffering=0) as file,
    ):
        file.write(b"x")
    assert full.value.code == FULL and str(tmp_path) in full.value.message


def test_the_words_of_libraries_that_hide_the_number_or_the_path(
    tmp_path: Path,
) -> None:
    of_tantivy = ValueError(
        "An IO error occurred: 'No space left on device (os error 28)'"
    )
    of_pikepdf = of_system(
        errno.ENOSPC, f"<_io.BufferedWriter name='{tmp_path}/a.pdf'>"
    )
    for error in (of_tantivy, of_pikepdf):
        found = machine_trouble(error, tmp_path / "index")
        assert found is not None and (found.code, found.values["path"]) == (
            FULL,
            str(tmp_path),
        )


def test_lack_of_files_while_writing_is_no_fault_of_the_disk() -> None:
    with pytest.raises(OSError) as caught, storage_at(Path("/archive")):
        raise of_system(errno.EMFILE)
    assert not isinstance(caught.value, StorageError)


@pytest.mark.parametrize("number", ["KILL", "SEGV", "TERM", "ABRT"])
def test_a_helper_ended_by_a_signal(number: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"kill -{number} $$"], capture_output=True, check=False
    )
    with pytest.raises(TransientInputError) as killed:
        check_helper("pdftoppm", done.returncode, done.stderr)
    assert killed.value.code == KILLED and killed.value.values == {
        "program": "pdftoppm",
        "reason": f"SIG{number}",
    }
    with pytest.raises(subprocess.CalledProcessError) as raised:
        done.check_returncode()
    found = machine_trouble(raised.value)
    assert found is not None and found.code == KILLED


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"I/O Error: No space left on device", FULL),
        (b"terminate called after throwing an instance of 'std::bad_alloc'", MEMORY),
        (b"fork: Cannot allocate memory", MEMORY),
        (b"open: Too many open files", FILES),
        (b"write: Disk quota exceeded", FULL),
    ],
)
def test_what_a_helper_says_of_the_machine(
    said: bytes, code: str, tmp_path: Path
) -> None:
    with pytest.raises(TransientInputError) as caught:
        check_helper("pdfimages", 1, said, tmp_path)
    assert caught.value.code == code and caught.value.transient


def test_what_a_helper_says_of_the_paper_passes(tmp_path: Path) -> None:
    check_helper(
        "pdfimages", 1, b"Syntax Error: Couldn't find trailer dictionary", tmp_path
    )


def test_guarded_gives_a_transient_failure_with_its_own_code_and_facts(
    tmp_path: Path,
) -> None:
    def full(_: StageClock) -> None:
        raise of_system(errno.ENOSPC, str(tmp_path / "x"))

    failed = catch_failure(full, 3)
    assert isinstance(failed, Failure)
    assert (failed.code, failed.transient, failed.page, failed.values["path"]) == (
        FULL,
        True,
        3,
        str(tmp_path),
    )
    assert failed.detail is not None and "full" in failed.detail


def test_guarded_takes_a_model_that_no_file_was_left_for_as_transient() -> None:
    def no_model(_: StageClock) -> None:
        try:
            raise of_system(errno.EMFILE, "/models/x.onnx")
        except OSError as error:
            raise UsageError("ocr_weights_invalid", "can't be read") from error

    failed = catch_failure(no_model)
    assert isinstance(failed, Failure) and (failed.code, failed.transient) == (
        FILES,
        True,
    )


def test_guarded_lets_a_failing_archive_end_the_run() -> None:
    def no_room(_: StageClock) -> None:
        with storage_at(Path("/archive/work")):
            raise of_system(errno.ENOSPC)

    with pytest.raises(StorageError):
        catch_failure(no_room)


def test_errors_keep_their_facts_through_pickle() -> None:
    error = pickle.loads(
        pickle.dumps(
            UsageError("c", "m", item="i", remedy="r", page=2, values={"option": "--x"})
        )
    )
    assert (error.code, error.item, error.remedy, error.page, error.values) == (
        "c",
        "i",
        "r",
        2,
        {"option": "--x"},
    )


def test_facts_fill_the_vietnamese_text_and_missing_ones_leave_the_english() -> None:
    message, remedy = localized(
        FULL, "the disk is full (/a)", "make room", "vi", {"path": "/a", "reason": "x"}
    )
    assert message == "Ổ đĩa đã đầy (/a)" and remedy is not None and "/a" in remedy
    assert localized(FULL, "the disk is full (/a)", "make room", "vi") == (
        "the disk is full (/a)",
        "make room",
    )


def test_every_trouble_has_its_vietnamese_text() -> None:
    assert {FULL, READ_ONLY, NO_ACCESS, FAILED, MEMORY, FILES, KILLED} <= set(
        catalogue()
    )


@pytest.mark.skipif(
    sys.platform != "linux", reason="limits of open files are set as Linux does"
)
def test_a_run_out_of_files_while_a_picture_is_read(tmp_path: Path) -> None:
    code = """
import resource, sys
from pathlib import Path
from PIL import Image
from pipeline.config import load_settings
from pipeline.errors import TransientInputError
from pipeline.ingest.inbox.inspect import inspect_file
path = Path(sys.argv[1])
Image.new("1", (900, 1200), 1).save(path, compression="group4", dpi=(100, 100))
limits = load_settings(environ={}).limits
inspect_file(path, limits)
import os
held = []
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
try:
    while True:
        held.append(os.open(os.devnull, os.O_RDONLY))
except OSError:
    pass
try:
    inspect_file(path, limits)
except TransientInputError as error:
    for one in held:
        os.close(one)
    print(error.code)
"""
    path = tmp_path / "a.tif"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == FILES


def test_what_a_full_disk_left_of_an_archive_or_a_register_is_not_in_the_way(
    small_disk: Path,
) -> None:
    source = small_disk.parent / "people.csv"
    head = "citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,commune_name,province_name\n"
    people = (f"00109000{n:04d},,Nguyễn Văn Thử,1990,M,,,,\n" for n in range(2000))
    source.write_text(head + "".join(people), encoding="utf-8")
    (small_disk / "fill").write_bytes(bytes(180 * 1024))
    with pytest.raises(StorageError) as archive:
        create_archive(small_disk / "archive", development_keys=True)
    with pytest.raises(StorageError) as register:
        build_register(source, small_disk / "register")
    assert archive.value.code == register.value.code == FULL
    (small_disk / "fill").unlink()
    subprocess.run(
        ["mount", "-o", "remount,size=8m,nr_inodes=1k", str(small_disk)], check=True
    )
    assert create_archive(
        small_disk / "archive", development_keys=True
    ).settings_file.is_file()
    assert build_register(source, small_disk / "register").accepted == 2000


def test_numpys_word_for_a_full_disk(small_disk: Path) -> None:
    with (
        pytest.raises(OSError, match="requested") as caught,
        (small_disk / "a.npy").open("wb") as file,
    ):
        np.save(file, np.zeros(1 << 20))
    assert caught.value.errno is None
    found = machine_trouble(caught.value, small_disk / "a.npy")
    assert found is not None and (found.code, found.values["path"]) == (
        FULL,
        str(small_disk),
    )
