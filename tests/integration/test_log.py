"""What an operator finds in the morning: the log of the night's batch."""

import json
import shutil

from tests.support.whole_commands import sohoa

PRIVATE = 0o600


def test_workers_and_runner_write_one_log_without_personal_data(
    archive, inbox, register, tmp_path
):
    night = tmp_path / "inbox"
    (night / "H26.27-240101-0001").mkdir(parents=True)
    good = sorted(inbox.rglob("*.pdf"))[0]
    shutil.copyfile(good, night / "H26.27-240101-0001" / "01.pdf")
    (night / "H26.27-240101-0002.pdf").write_bytes(b"%PDF-1.4 broken")
    log = tmp_path / "log.jsonl"
    done = sohoa(
        "run",
        night,
        "--archive",
        archive,
        "--register",
        register,
        "--operator",
        "Nguyễn Thị Mẫu",
        "--workers",
        "1",
        "--log-file",
        log,
        "--verbose",
        "--json",
    )
    assert done.code == 1
    batch = done.json["batch"]
    kept = archive / "work" / batch / "log.jsonl"
    assert kept.stat().st_mode & 0o777 == PRIVATE
    assert [one.name for one in kept.parent.iterdir()] == ["log.jsonl"]
    records = [
        json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()
    ]
    assert {one["batch"] for one in records} == {batch}
    said = [one["message"] for one in records]
    assert said[0] == "run begins" and said[-1] == "run ends"
    assert any(one.startswith("page read: H26.27-240101-0001.1/p1") for one in said)
    assert any("quarantine: H26.27-240101-0002.1: broken_pdf" in one for one in said)
    assert log.read_text(encoding="utf-8").count("run begins") == 1
    for text in (kept.read_text(encoding="utf-8"), log.read_text(encoding="utf-8")):
        assert "Mẫu" not in text
