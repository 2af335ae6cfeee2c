"""kill -9 at each step of taking decisions, then the same table again; and decisions beside a run's
commits: each is taken once, with one event."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx2
import pytest

from pipeline import audit
from pipeline.common.clock import now, stamp
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.operations.checks.reconcile import reconcile
from pipeline.review.apply_table import apply_table
from pipeline.review.open_items.items import open_items
from pipeline.search.choose import open_index
from pipeline.search.entries import catch_up
from pipeline.serve.accounts.users import Role, Users
from pipeline.store.parquet import ParquetStore
from schemas.states import BatchKind
from schemas.work import Failure
from tests.support.browser import address_of
from tests.support.whole_commands import ROOT, environment
from tests.unit.review.papers import (
    ACTOR,
    BETTER,
    LAN,
    OTHER,
    PAPER,
    SETTINGS,
    events,
    make_archive,
    row,
)

# A call that kills itself right before, or right after, one of its steps.
SUICIDE = """
import os, signal, sys
from pipeline.folder import ArchiveFolder
from pipeline.ledger import Ledger
from pipeline.search.embedded import EmbeddedIndex
from pipeline.serve.accounts.users import Role, Users
from pipeline.store.parquet import ParquetStore

def dying(kind, name, after):
    real = getattr(kind, name)
    def replaced(*args, **kwargs):
        if after:
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(kind, name, replaced)

where = sys.argv.pop(1)
dying(*{"before_commit": (ParquetStore, "commit", False),
        "after_commit": (ParquetStore, "commit", True), "before_manifest": (ParquetStore, "_publish", False),
        "after_settling": (Ledger, "settle", True), "after_leaving": (ArchiveFolder, "leave_quarantine", True),
        "before_index": (EmbeddedIndex, "put", False), "after_index": (EmbeddedIndex, "put", True)}[where])
from cli.app import main
main()
"""
STEPS = (
    "before_commit",
    "before_manifest",
    "after_commit",
    "after_settling",
    "after_leaving",
    "before_index",
    "after_index",
)
PASSWORD = "bốn từ khó đoán"
REASON = Failure("broken_pdf", "the PDF is broken", "scan the paper again", "ingest")


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    """The made-up archive with one entry in quarantine."""
    root = make_archive(tmp_path / "kho")
    folder = ArchiveFolder(root)
    received = tmp_path / "giấy.pdf"
    received.write_bytes(b"no pdf")
    folder.put_in_quarantine("giay-1", [("giấy.pdf", received)], {"code": REASON.code})
    with closing(Ledger(folder.ledger_file)) as ledger:
        batch = ledger.batches.open(BatchKind.RUN, "/inbox", ACTOR)
        ledger.refusals.add("giay-1", "/inbox", "giấy.pdf", None, REASON, batch)
    with closing(open_index(SETTINGS.index, folder.index)) as index:
        catch_up(index, ParquetStore(folder.store))
    return root


def decided(kho: Path) -> Path:
    table = kho.parent / "decisions.csv"
    rows = (
        (f"field|{PAPER}|subject|1|birth_date", "17/05/2009"),
        (f"match|{PAPER}|subject|1", LAN),
        (f"document|{PAPER}", "ok"),
        ("quarantine|giay-1", "settled"),
    )
    lines = ["item,decision", *(f"{item},{decision}" for item, decision in rows)]
    table.write_text("\n".join(lines), encoding="utf-8")
    return table


@pytest.mark.parametrize("where", STEPS)
def test_killed_at_any_step_and_called_again(kho: Path, where: str) -> None:
    table = decided(kho)
    words = ("review", "apply", table, "--archive", kho, "--operator", ACTOR)
    done = subprocess.run(
        [sys.executable, "-c", SUICIDE, where, *map(str, words)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    applied = apply_table(kho, SETTINGS, table)
    assert applied.applied + applied.already == 4
    found = events(kho)
    assert sorted(one["detail"]["what"] for one in found) == [
        "document",
        "field",
        "match",
        "quarantine",
    ]
    assert len({one["event_id"] for one in found}) == 4
    assert row(kho, "fields", PAPER, "birth_date")["value"] == "2009-05-17"
    assert row(kho, "matches", PAPER)["citizen_id"] == LAN
    assert row(kho, "documents", PAPER)["status"] == "done"
    assert open_items(kho) == []
    assert not (kho / "quarantine" / "giay-1").exists()
    assert audit.broken_line(kho / "audit.jsonl") is None
    store = ParquetStore(kho / "store")
    assert store.check() == ()
    index = [
        one
        for one in reconcile(kho, SETTINGS, repair=False)["differences"]
        if one["where"] == "index"
    ]
    assert index == []


@contextmanager
def serving(
    kho: Path, *program: str
) -> Iterator[tuple[subprocess.Popen[str], httpx2.Client]]:
    """The archive's pages from a process of their own, and a browser that is signed in there."""
    words = ("serve", "--archive", str(kho), "--port", "0")
    server = subprocess.Popen(
        [sys.executable, *program, *words],
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    with server, httpx2.Client(base_url=address_of(server), timeout=None) as browser:
        signed_in = browser.post(
            "/sign-in", data={"login": "dung", "password": PASSWORD}
        )
        assert signed_in.status_code == 303
        yield server, browser
        server.kill()


def take(browser: httpx2.Client, item: str, value: str) -> httpx2.Response:
    """Decide on an item as the review page's script does."""
    shown = browser.get("/review", params={"item": item}).text
    token = re.search(r'name="csrf" (?:content|value)="([^"]+)"', shown)
    assert token is not None
    browser.get("/review/next", params={"item": item})
    headers = {"accept": "application/json", "x-csrf-token": token[1]}
    return browser.post(
        "/review/take", data={"item": item, "value": value}, headers=headers
    )


@pytest.mark.parametrize(
    "where",
    ["before_commit", "before_manifest", "after_commit", "before_index", "after_index"],
)
def test_a_server_killed_while_it_takes_a_decision_and_asked_again(
    kho: Path, where: str
) -> None:
    Users.of(ArchiveFolder(kho).keys).add("dung", ACTOR, Role.REVIEWER, PASSWORD)
    item = f"field|{PAPER}|subject|1|birth_date"
    with serving(kho, "-c", SUICIDE, where) as (server, browser):
        with pytest.raises(httpx2.TransportError):
            take(browser, item, "17/05/2009")
        assert server.wait() == -signal.SIGKILL
    with serving(kho, "-m", "cli") as (_, browser):
        if item in {str(one.subject) for one in open_items(kho)}:
            assert take(browser, item, "17/05/2009").json()["ok"]
    (event,) = events(kho)
    assert event["actor"] == ACTOR
    assert row(kho, "fields", PAPER, "birth_date")["value"] == "2009-05-17"
    assert audit.broken_line(kho / "audit.jsonl") is None
    assert ParquetStore(kho / "store").check() == ()
    differences = reconcile(kho, SETTINGS, repair=False)["differences"]
    assert [one for one in differences if one["where"] == "index"] == []


# Another process that commits and sweeps nothing, as a run does, while decisions are taken.
WRITER = """
import sys
from pathlib import Path
from pipeline.folder import ArchiveFolder
from pipeline.serve.accounts.users import Role, Users
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.unit.review.papers import document, fact

folder = ArchiveFolder(Path(sys.argv[1]))
store = ParquetStore(folder.store)
print("ready", flush=True)
for n in range(40):
    name = f"H99-{n}.1"
    with folder.write_lock():
        store.commit(StoreChange(append={"documents": [document(name)], "fields": [fact(name, "number", str(n))]}))
"""


def test_decisions_beside_a_run_lose_nothing_of_either(kho: Path) -> None:
    from pipeline.review.apply import decide
    from pipeline.review.decision import Decision, Subject

    run = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(kho)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    with run:
        assert run.stdout.readline() == "ready\n"
        numbers = iter(range(1, 1000))
        taken = 0
        while run.poll() is None:
            subject = Subject.parse(f"field|{(PAPER, BETTER, OTHER)[taken % 3]}|number")
            assert subject is not None
            taken += decide(
                kho, SETTINGS, [Decision(subject, f"{next(numbers)}/TB")], actor=ACTOR
            ).applied
    assert run.returncode == 0
    store = ParquetStore(kho / "store")
    assert store.check() == ()
    assert store.snapshot().rows("documents") == 3 + 40
    found = events(kho)
    assert len(found) == len({one["event_id"] for one in found}) == taken > 0
    assert json.loads(json.dumps(found[0]["detail"]))["changes"]
    assert stamp(now()) >= found[-1]["at"]
    index = [
        one
        for one in reconcile(kho, SETTINGS, repair=False)["differences"]
        if one["where"] == "index"
    ]
    assert index == []
