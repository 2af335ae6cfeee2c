"""Of a batch's work folder only the log stays, and that for a while."""

import os
from datetime import timedelta

from pipeline.common.clock import now
from pipeline.common.logs import LOG_NAME
from pipeline.folder.work_folder import clear_work, is_outdated


def filled(folder):
    (folder / "H26.1").mkdir(parents=True)
    (folder / "H26.1" / "p00001.img").write_bytes(b"x")
    (folder / "half").write_bytes(b"x")
    (folder / LOG_NAME).write_text("{}\n")
    return folder


def test_the_log_stays_alone(tmp_path):
    work = filled(tmp_path / "run-1")
    clear_work(work)
    assert [one.name for one in work.iterdir()] == [LOG_NAME]
    clear_work(work)
    assert (work / LOG_NAME).read_text() == "{}\n"


def test_nothing_stays_where_no_log_is_wanted_or_there(tmp_path):
    clear_work(filled(tmp_path / "counter-1"), keep_log=False)
    (tmp_path / "run-2" / "H26.1").mkdir(parents=True)
    clear_work(tmp_path / "run-2")
    clear_work(tmp_path / "never")
    assert list(tmp_path.iterdir()) == []


def test_a_log_is_outdated_when_its_days_are_over(tmp_path):
    work = filled(tmp_path / "run-1")
    written = now() - timedelta(days=10)
    os.utime(work / LOG_NAME, (written.timestamp(),) * 2)
    assert not is_outdated(work, now(), 11)
    assert is_outdated(work, now(), 9)
    assert is_outdated(tmp_path, now(), 11)
