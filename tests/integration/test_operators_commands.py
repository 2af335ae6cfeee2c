"""Every command of docs/operators.md is called as it stands there, on an archive of two papers. What
goes on until it is stopped is called by the tests that are named here."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from cli.app import run_here
from synthetic import make_register, write_register
from tests.integration.test_operators_page import command_lines
from tests.support.disposal import HEAD, make_old
from tests.support.small_batches import make_inbox, run_quickly

ELSEWHERE = {
    "sohoa serve": "tests/unit/serve, tests/integration/test_review_browser.py",
    "sohoa watch": "tests/unit/runner/test_watching.py",
    "sohoa worker": "tests/unit/executor/test_executors.py",
    "sohoa cluster scheduler": "tests/unit/executor/test_worker.py",
    "sohoa init /srv/sohoa/kho --store": "tests/integration/test_record_elsewhere.py",
    "sohoa run": "tests/faults, tests/integration/test_main_job.py",
}
OLD = "H26.27-010101-0001"
"""What `dispose` finds due."""
NOT_ALL_WELL = {"sohoa lookup": 1}
"""Nobody of that number is on file."""
LINES = [
    line
    for line in dict.fromkeys(command_lines("operators.md"))
    if not any(line.startswith(f"{one} ") for one in ELSEWHERE)
]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What stands for the words of the page: an archive, a register, papers, folders."""
    root = tmp_path_factory.mktemp("machine")
    archive, people = root / "kho", root / "dan-cu.csv"
    assert run_here(["init", str(archive), "--dev-keys", "--json"]) == 0
    papers = make_inbox(root / "inbox", ["H26.27-240101-0001", OLD])
    run_quickly(papers, archive)
    make_old(archive, OLD)
    settings = archive / "sohoa.toml"
    lines = settings.read_text(encoding="utf-8")
    settings.write_text(f'{lines}\n[disposal]\nsigners = ["{HEAD}"]\n', "utf-8")
    write_register(make_register(50, seed=1), people)
    for name in ("audit", "portal", "second"):
        (root / name).mkdir()
    (root / "password").write_text("một mật khẩu dài để thử\n", encoding="utf-8")
    paper = str(next(papers.iterdir()))
    return {
        "/srv/sohoa/kho": str(archive),
        "/mnt/kho-read-only": str(archive),
        "kho": str(archive),
        "/srv/sohoa/kho/keys/cluster": str(archive / "keys" / "cluster"),
        "dan-cu.csv": str(people),
        "/srv/sohoa/so-dan-cu": str(root / "so-dan-cu"),
        "sohoa-desk.pyz": str(root / "sohoa-desk.pyz"),
        "/srv/sohoa/audit": str(root / "audit"),
        "trang.pdf": paper,
        "*.pdf": paper,
        "doc": str(root / "doc"),
        "xem.png": str(root / "xem.png"),
        "/mnt/second/kho": str(root / "second" / "kho"),
        "https://cong.example/ket-qua": str(root / "portal"),
        "danh-muc.pdf": str(root / "danh-muc.pdf"),
        "danh-muc-ky.pdf": str(root / "danh-muc-ky.pdf"),
        "new": str(root / "new"),
        "password": str(root / "password"),
    }


def words_of(line: str, machine: dict[str, str]) -> list[str]:
    """The line's words, with what stands for its places on this machine."""
    words = [machine.get(word, word) for word in shlex.split(line, comments=True)[1:]]
    if words[0] == "init":
        return ["init", machine["new"]]
    if words[:2] == ["users", "add"]:
        words += ["--password-file", machine["password"]]
    return words


def test_nothing_of_the_page_is_passed_over() -> None:
    assert len(LINES) >= 15
    for named in ELSEWHERE.values():
        for one in named.split(", "):
            assert (Path(__file__).parents[2] / one).exists(), one


@pytest.mark.slow
def test_every_command_does_what_the_page_says(
    machine: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for line in LINES:
        wanted = next(
            (NOT_ALL_WELL[one] for one in NOT_ALL_WELL if line.startswith(one)), 0
        )
        code = run_here(words_of(line, machine))
        said = capsys.readouterr()
        assert code == wanted, (line, said.out, said.err)
    assert Path(machine["sohoa-desk.pyz"]).is_file()
    assert Path(machine["/mnt/second/kho"], "store", "manifest.json").is_file()
    left = [one.stem for one in Path(machine["kho"], "documents").rglob("*.pdf")]
    assert left == ["H26.27-240101-0001.1"], "what was decided on is gone"
