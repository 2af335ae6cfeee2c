"""The day is played: each visit call by call, each answer held against what it must be."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.answers.desk import ANSWERS
from schemas.codec import from_plain
from tests.acceptance.office import Office
from tests.acceptance.papers import Papers, Scan
from tests.acceptance.plan import (
    AFTERNOON,
    BESIDE_BATCH,
    MORNING,
    Kind,
    Visit,
)
from tests.support.whole_commands import Answer, Process

PROCEDURE = "2.000635"
COMPONENTS = ("to_khai", "giay_khai_sinh", "don_de_nghi")


@dataclass(frozen=True)
class Due:
    """A paper that must be on file: the dossier, component or result, its bytes where it is one
    file, its pages, whether it came signed."""

    dossier: str
    kind: str
    sha256: str | None
    pages: int
    signed: bool = False


@dataclass
class Ledger:
    """What must be on file and in the tally at the end, and what was wrong on the way."""

    due: list[Due] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    calls: int = 0

    def check(self, holds: bool, what: str) -> None:
        """Keep what does not hold."""
        if not holds:
            self.wrong.append(what)

    def count(self, clerk: str, **more: int) -> None:
        """Add to a clerk's tally."""
        self.counts.setdefault(clerk, Counter()).update(more)


class Day:
    """A day at an office."""

    def __init__(
        self, office: Office, papers: Papers, tell: Callable[[str], None]
    ) -> None:
        self.office, self.papers, self.ledger = office, papers, Ledger()
        self._tell = tell
        self._on_file: list[str] = []
        """Citizens whose birth certificate is on file, confirmed and signed."""
        self._signed: list[bytes] = []
        self._lock = threading.Lock()

    def play(self, visits: Sequence[Visit], inbox: Path) -> None:
        """Morning, a batch beside two clerks, an hour offline, an afternoon with power cuts."""
        self._each([one for one in visits if one.kind in MORNING])
        run = self.office.begin_run(inbox)
        self._both_clerks([one for one in visits if one.kind in BESIDE_BATCH])
        self._end_of_batch(run)
        self._offline_hour([one for one in visits if one.kind is Kind.OFFLINE])
        self._each([one for one in visits if one.kind in AFTERNOON])

    def _each(self, visits: Sequence[Visit]) -> None:
        for visit in visits:
            self._tell(f"{visit.code} {visit.kind}")
            self._hand_out(visit)

    def _hand_out(self, visit: Visit) -> None:
        visits = {
            Kind.RESULT: self._result,
            Kind.SIGNED: self._signed_result,
            Kind.REUSE: self._reuse,
            Kind.RESCAN: self._rescan,
            Kind.REFUSED: self._refused,
            Kind.PAGES: self._pages,
            Kind.CONFIRM: self._confirm,
            Kind.CUT_IN_ADD: self._cut_in_add,
            Kind.CUT_IN_DONE: self._cut_in_done,
            Kind.CANCELLED: self._cancelled,
        }
        try:
            visits.get(visit.kind, self._plain)(visit)
        except (AssertionError, KeyError, IndexError, ValueError, TypeError) as error:
            self.ledger.check(False, f"{visit.code} {visit.kind}: {error!r}")

    def _both_clerks(self, visits: Sequence[Visit]) -> None:
        clerks = sorted({one.clerk for one in visits})
        each = [[one for one in visits if one.clerk == clerk] for clerk in clerks]
        threads = [threading.Thread(target=self._each, args=(one,)) for one in each]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _end_of_batch(self, run: Process) -> None:
        out, err = run.communicate()
        self.ledger.check(
            run.returncode == 0, f"the batch: {run.returncode} {out} {err}"
        )

    def _offline_hour(self, visits: Sequence[Visit]) -> None:
        with self.office.offline():
            for at, visit in enumerate(visits, start=1):
                self._tell(f"{visit.code} {visit.kind}")
                scans = self._hand_in(visit, visit.papers)
                later = self._asked(visit, 3, "done", answers="deferred")
                self._is(later["deferred"]["code"], "saved_for_later", visit)
                self._is(
                    self._asked(visit, 3, "done", answers="deferred"), later, visit
                )
                self._is(self.office.desk("day").json["waiting"], at, visit)
                self._must_be_filed(visit, scans, deferred=1)
                self._no_plain_bytes(scans, visit)

    def _no_plain_bytes(self, scans: Sequence[Scan], visit: Visit) -> None:
        marks = [scan.path.read_bytes()[-4000:-3000] for scan in scans]
        kept = [
            path.read_bytes() for path in self.office.state.rglob("*") if path.is_file()
        ]
        open_ones = [mark for mark in marks if any(mark in content for content in kept)]
        self._is(open_ones, [], visit)

    # What happens at a visit

    def _plain(self, visit: Visit) -> None:
        scans = self._hand_in(visit, visit.papers)
        self._done(visit, scans)

    def _result(self, visit: Visit) -> None:
        scan = self.papers.scan("giay_khai_sinh")
        self._start(visit)
        added = self._asked(visit, 0, "result", scan.path)
        self._is(added["papers"][0]["kind"], "result", visit)
        (document,) = self._done(visit, [scan], "result")["documents"]
        matched = {one["citizen_id"] for one in document["matches"]}
        if document["status"] == "done" and scan.citizen_id in matched:
            self._on_file.append(str(scan.citizen_id))
        self._signed.append((self.office.archive / document["pdf_path"]).read_bytes())

    def _signed_result(self, visit: Visit) -> None:
        scan = self.papers.copy_of(self._signed[visit.number % len(self._signed)])
        self._start(visit)
        added = self._asked(visit, 0, "result", scan.path)
        self._is(added["papers"][0]["signed"], True, visit)
        (document,) = self._done(visit, [scan], "result")["documents"]
        kept = (self.office.archive / document["pdf_path"]).read_bytes()
        self.ledger.check(
            kept == scan.path.read_bytes(), f"{visit.code}: bytes changed"
        )

    def _reuse(self, visit: Visit) -> None:
        self.ledger.check(bool(self._on_file), f"{visit.code}: nobody is on file")
        citizen = self._on_file[-1]
        self._start(visit)
        card = self.papers.card_of(citizen)
        person = self._asked(visit, 0, "person", "-", stdin=card)
        self._is((person["citizen_id"], person["register"]), (citizen, "known"), visit)
        have = self._asked(visit, 0, "have")
        actions = {one["document_type"]: one["action"] for one in have["papers"]}
        self._is(
            actions,
            {
                "to_khai": "scan",
                "giay_khai_sinh": "reuse",
                "the_can_cuoc": "do_not_scan",
            },
            visit,
        )
        scan = self._add(visit, "to_khai")
        answer = self._done(visit, [scan], reused=1)
        self._is(answer["reused"], ["giay_khai_sinh"], visit)

    def _rescan(self, visit: Visit) -> None:
        spoiled, sound = self.papers.spoiled("to_khai")
        self._start(visit)
        (paper,) = self._asked(visit, 0, "add", spoiled.path, "--type", "to_khai")[
            "papers"
        ]
        told = {(one["code"], one["where"]) for one in paper["rescan"] if one["box"]}
        self._is(told, {("rescan_blurred", "góc trên bên phải")}, visit)
        again = ("add", sound.path, "--type", "to_khai", "--instead", paper["paper"])
        (better,) = self._asked(visit, 0, *again)["papers"]
        self._is(better["rescan"], [], visit)
        self.ledger.count(visit.clerk, rescans=1)
        others = [self._add(visit, "don_de_nghi") for _ in range(visit.papers - 1)]
        self._done(visit, [sound, *others])

    def _refused(self, visit: Visit) -> None:
        wrong = self.office.desk("start", "--dossier", "../../etc", clerk=visit.clerk)
        self._is(
            (wrong.code, wrong.json["error"]["code"]), (2, "bad_dossier_code"), visit
        )
        self._start(visit)
        refused = self._asked(visit, 1, "add", self.papers.broken())["refused"]
        self._is([one["code"] for one in refused], ["unsupported_type"], visit)
        own = self.office.archive / "sohoa.toml"
        inside = self.office.desk("add", own, clerk=visit.clerk)
        self._is(inside.json["error"]["code"], "paper_in_archive", visit)
        self.ledger.count(visit.clerk, refused=1)
        scans = [self._add(visit, COMPONENTS[at % 3]) for at in range(visit.papers)]
        self._done(visit, scans)

    def _pages(self, visit: Visit) -> None:
        self._start(visit)
        first, second = self.papers.scan("don_de_nghi"), self.papers.scan("to_khai")
        (paper,) = self._asked(visit, 0, "add", first.path)["papers"]
        behind = ("add", second.path, "--paper", paper["paper"])
        for _ in range(
            2
        ):  # the scanner's program calls once more: nothing is there twice
            (whole,) = self._asked(visit, 0, *behind)["papers"]
            self._is((whole["paper"], whole["page_count"]), (paper["paper"], 2), visit)
        others = [self._add(visit, "to_khai") for _ in range(visit.papers - 1)]
        both = Due(visit.code, "component", None, 2)
        self._done(visit, others, first=both)

    def _confirm(self, visit: Visit) -> None:
        self._start(visit)
        scans = [self._add(visit, COMPONENTS[at % 3]) for at in range(visit.papers)]
        again = self._asked(visit, 0, "add", scans[0].path)["papers"][0]
        values = [one for one in again["fields"] if one["value"]]
        doubtful = [one for one in values if one["needs_review"]]
        for one in doubtful:
            self.ledger.check(
                bool(one["crop"]) == bool(one["box"]), f"{visit.code}: no crop"
            )
        name = (doubtful or values)[0]["field"]
        said = self._asked(visit, 0, "confirm", name, "ok")
        self._is((said["field"], said["was"]), (name, said["value"]), visit)
        answer = self._done(visit, scans)
        self._is(answer["not_confirmed"], [], visit)

    def _cancelled(self, visit: Visit) -> None:
        scans = self._hand_in(visit, visit.papers)
        self._is(self._asked(visit, 0, "cancel")["papers"], len(scans), visit)
        over = self.office.desk("add", scans[0].path, clerk=visit.clerk)
        self._is((over.code, over.json["error"]["code"]), (2, "session_over"), visit)
        self.ledger.count(visit.clerk, cancelled=1)
        self._no_plain_bytes(scans, visit)

    def _cut_in_add(self, visit: Visit) -> None:
        self._start(visit)
        scan = self.papers.scan("don_de_nghi")
        self.office.desk("day")  # the service is there
        call = self.office.begin("add", scan.path, clerk=visit.clerk)
        _until_received(self.office.state, scan, call)
        self.office.cut_power(call)
        (paper,) = self._asked(visit, 0, "add", scan.path)["papers"]
        self._is(paper["paper"], 1, visit)
        others = [self._add(visit, "to_khai") for _ in range(visit.papers - 1)]
        self._done(visit, [scan, *others])

    def _cut_in_done(self, visit: Visit) -> None:
        scans = self._hand_in(visit, visit.papers)
        self.office.cut_power_at_commit("done", clerk=visit.clerk)
        self._done(visit, scans)

    # What visits are made of

    def _start(self, visit: Visit) -> None:
        words = ("start", "--dossier", visit.code, "--procedure", PROCEDURE)
        begun = self._asked(visit, 0, *words)
        self._is(begun["dossier_code"], visit.code, visit)
        self._is(len(begun["needs"] or ()), 3, visit)

    def _hand_in(self, visit: Visit, count: int) -> list[Scan]:
        self._start(visit)
        return [self._add(visit, COMPONENTS[at % 3]) for at in range(count)]

    def _add(self, visit: Visit, kind: str) -> Scan:
        with self._lock:
            scan = self.papers.scan(kind)
        (paper,) = self._asked(visit, 0, "add", scan.path, "--type", kind)["papers"]
        told = (paper["document_type"], paper["kind"], paper["page_count"])
        self._is(told, (kind, "component", 1), visit)
        self._is([one["code"] for one in paper["rescan"]], [], visit)
        return scan

    def _done(
        self,
        visit: Visit,
        scans: Sequence[Scan],
        kind: str = "component",
        *,
        first: Due | None = None,
        reused: int = 0,
    ) -> Any:
        answer = self._asked(visit, 0, "done", answers=None)
        again = self._asked(visit, 0, "done", answers=None)
        self._is({**again, "seconds": 0}, {**answer, "seconds": 0}, visit)
        self._is(answer["quarantined"], [], visit)
        if first is not None:
            self.ledger.due.append(first)
            self.ledger.count(visit.clerk, papers=1, pages=first.pages)
        self._must_be_filed(visit, scans, kind, reused=reused)
        expected = len(scans) + (first is not None)
        self._is(len(answer["documents"]), expected, visit)
        self._is({one["kind"] for one in answer["documents"]}, {kind}, visit)
        return answer

    def _must_be_filed(
        self, visit: Visit, scans: Sequence[Scan], kind: str = "component", **more: int
    ) -> None:
        for scan in scans:
            sha256 = hashlib.sha256(scan.path.read_bytes()).hexdigest()
            self.ledger.due.append(
                Due(visit.code, kind, sha256, scan.pages, scan.signed)
            )
        self.ledger.count(
            visit.clerk,
            dossiers=1,
            papers=len(scans),
            pages=sum(scan.pages for scan in scans),
            results=len(scans) if kind == "result" else 0,
            **more,
        )

    def _asked(
        self,
        visit: Visit,
        code: int,
        *words: object,
        stdin: str = "",
        answers: str | None = "",
    ) -> Any:
        """A call's answer, which must have this exit code and the shape that is promised."""
        said: Answer = self.office.desk(*words, clerk=visit.clerk, stdin=stdin)
        self.ledger.calls += 1
        if said.code != code:
            raise AssertionError(
                f"{words}: {said.code} {said.out[:400]} {said.err[:400]}"
            )
        shape = str(words[0]) if answers == "" else answers
        if shape is not None:
            from_plain(ANSWERS[shape], said.json)
        return said.json

    def _is(self, found: object, wanted: object, visit: Visit) -> None:
        self.ledger.check(
            found == wanted, f"{visit.code} {visit.kind}: {found!r}, not {wanted!r}"
        )


def _until_received(state: Path, scan: Scan, call: Process) -> None:
    """Until a paper's bytes lie on the counter's machine."""
    size = scan.path.stat().st_size
    while call.poll() is None:
        kept = state.rglob("files/0001.jpg")
        if any(path.stat().st_size == size for path in kept if path.exists()):
            return
