"""A dossier ends up the same in whatever order its papers come, by run and by counter, and wherever a
call is killed."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from pipeline.common import fault_points
from pipeline.config import load_settings
from pipeline.match.register.build import build_register
from pipeline.operations.finding.find import search
from pipeline.review.apply import decide
from pipeline.review.decision import Decision, Subject
from pipeline.runner.recovery import recover
from pipeline.search.request import SearchRequest
from pipeline.store.parquet import ParquetStore
from schemas.states import BatchKind, DocumentState
from schemas.tables.rows import MatchRow, PageRow
from tests.support.committing import Bench, committing, stated
from tests.support.store_rows import made_row
from tests.unit.plan.test_second_scans import ONE, OTHER, TEXT
from tests.unit.runner.dossiers.test_households import NUMBER, PEOPLE

CODE = "A-1"
AN = {"full_name": "Nguyễn Văn An", "birth_date": "1975-03-12"}
HOME = {"address": "Phường Trúc Bạch, Hà Nội"}
SURE = made_row(
    MatchRow, role="applicant", role_index=1, outcome="matched", citizen_id=NUMBER
)
DOUBTFUL = made_row(MatchRow, role="applicant", role_index=1, outcome="review")


def page(text: str) -> tuple[PageRow, ...]:
    return (made_row(PageRow, page=1, text=text),)


PAPERS: dict[str, dict[str, Any]] = {
    "form": {
        "fields": stated(**AN, citizen_id=NUMBER),
        "matches": [SURE],
        "pages": page(TEXT),
        "prints": (ONE,),
    },
    "form again": {"pages": page(TEXT), "prints": (ONE,)},
    "other day": {
        "fields": stated(
            full_name=AN["full_name"], birth_date="1975-03-21", citizen_id=NUMBER
        ),
        "matches": [SURE],
        "prints": (OTHER,),
    },
    "no number": {"fields": stated(**AN, **HOME), "matches": [DOUBTFUL]},
    "misread": {
        "fields": stated(**AN, citizen_id=f"{NUMBER[:-1]}7"),
        "matches": [DOUBTFUL],
    },
}
"""By name: a form, a second scan of it, a paper that says otherwise, two papers of one person whom
only the others make sure."""


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    place = tmp_path_factory.mktemp("people")
    (place / "people.csv").write_text(PEOPLE, encoding="utf-8")
    build_register(place / "people.csv", place / "R")
    return {"matching": {"household": True}, "register": str(place / "R")}


def file(bench: Bench, *names: str) -> None:
    for name in names:
        bench.made(CODE, name, **PAPERS[name], source_name=name)
    bench.committer.commit()


def record(root: Path) -> dict[str, Any]:
    """What the tables say of the papers, by their names."""
    store = ParquetStore(root / "store")
    documents = store.read("documents").to_pylist()
    name = {row["document_id"]: row["source_name"] for row in documents}

    def named(text: str) -> str:
        document, *rest = text.split(" ")
        return " ".join([name.get(document, document), *rest])

    events = [
        (name[row["item"]], row["action"], json.loads(row["detail"]))
        for row in store.read("events").to_pylist()
    ]
    return {
        "documents": sorted(
            [row["source_name"], row["status"], sorted(row["review_reasons"])]
            for row in documents
        ),
        "matches": sorted(
            [name[row["document_id"]], row["outcome"], row["citizen_id"]]
            for row in store.read("matches").to_pylist()
        ),
        "fields": sorted(
            [name[row["document_id"]], row["name"], row["value"], row["needs_review"]]
            for row in store.read("fields").to_pylist()
        ),
        "contradictions": sorted(
            [item, said["code"], named(said["found"]), named(said["against"])]
            for item, action, said in events
            if action == "contradiction found"
        ),
    }


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory, options) -> dict[str, Any]:
    """All papers in one commit."""
    root = tmp_path_factory.mktemp("at-once") / "kho"
    with committing(root, options=options) as bench:
        file(bench, *PAPERS)
    return record(root)


def test_what_one_commit_makes_of_them(expected) -> None:
    asked = {name: reasons for name, _, reasons in expected["documents"]}
    assert asked == {
        "form": ["facts_differ", "scanned_twice"],
        "form again": ["scanned_twice"],
        "misread": ["facts_differ"],
        "no number": ["facts_differ"],
        "other day": ["facts_differ"],
    }
    assert {tuple(row[1:]) for row in expected["matches"]} == {("matched", NUMBER)}


@pytest.mark.parametrize("kind", [BatchKind.RUN, BatchKind.COUNTER])
@pytest.mark.parametrize(
    "order", [*list(permutations(PAPERS))[::59]], ids=lambda order: order[0]
)
def test_whatever_the_order(tmp_path, options, expected, kind, order) -> None:
    root = tmp_path / "kho"
    with committing(root, kind, options) as bench:
        for name in order[:2]:
            file(bench, name)
    with committing(root, BatchKind.COUNTER, options) as bench:
        file(bench, *order[2:4])
        file(bench, *order[4:])
        assert bench.context.index.document_count() in {0, len(PAPERS)}
    assert record(root) == expected
    settings = load_settings(environ={}, options=options)
    linked = SearchRequest("", 9, filters={"outcome": "matched"})
    hits = search(root, settings, linked)
    assert hits["total"] == 4


def killed(work: Callable[[Callable[[], None]], None], point: str) -> None:
    """Run it in a process of its own that is killed at a point, once it has said so."""
    child = os.fork()
    if child == 0:

        def die(reached: str) -> None:
            if reached == point:
                os.kill(os.getpid(), signal.SIGKILL)

        def arm() -> None:
            fault_points.at_point = die

        try:
            work(arm)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.parametrize("point", ["store.commit", "store.committed", "ledger.commit"])
@pytest.mark.parametrize("kind", [BatchKind.RUN, BatchKind.COUNTER])
def test_wherever_a_call_is_killed(tmp_path, options, expected, kind, point) -> None:
    root = tmp_path / "kho"
    order: Sequence[str] = ["no number", "form again", "other day", "form", "misread"]
    with committing(root, options=options) as bench:
        file(bench, *order[:2])

    def broken_off(arm: Callable[[], None]) -> None:
        with committing(root, kind, options) as bench:
            for name in order[2:4]:
                bench.made(CODE, name, **PAPERS[name], source_name=name)
            arm()
            bench.committer.commit()

    killed(broken_off, point)
    with committing(root, kind, options) as bench:
        context = bench.context
        if kind is BatchKind.RUN:
            recover(context.folder, context.ledger, context.store, 1)
        file(bench, *order[2:])
        states = {
            entry.state
            for number in range(1, 6)
            if (entry := context.ledger.documents.get(f"{CODE}.{number}"))
        }
        assert states == {DocumentState.DONE}
    assert record(root) == expected


def test_a_person_who_has_decided_is_asked_about_new_papers_alone(
    tmp_path, options
) -> None:
    root = tmp_path / "kho"
    settings = load_settings(environ={}, options=options)
    with committing(root, options=options) as bench:
        file(bench, "form", "other day", "no number")
    told = [f"document|{CODE}.{number}" for number in (1, 2, 3)]
    link = f"match|{CODE}.3|applicant|1"
    said = [*((one, "ok") for one in told), (link, "none")]
    decisions = [
        Decision(subject, value, because="seen")
        for one, value in said
        if (subject := Subject.parse(one))
    ]
    decide(root, settings, decisions, actor="Lê Thị Thử")
    with committing(root, options=options) as bench:
        file(bench, "misread")
    after = record(root)
    asked = {name: reasons for name, _, reasons in after["documents"]}
    assert asked == {
        "form": ["facts_differ"],
        "other day": [],
        "no number": [],
        "misread": ["facts_differ"],
    }, "told once, decided: not asked again; that the new paper says otherwise is new"
    assert ["no number", "none", None] in after["matches"]


def test_a_new_dossier_costs_no_look_at_the_record(tmp_path, options) -> None:
    class Watched(ParquetStore):
        def read(self, table, *more, **others):
            raise AssertionError(f"{table} was read")

    with committing(tmp_path / "kho", BatchKind.COUNTER, options) as bench:
        kept = bench.context.store
        vars(bench.context.archive)["store"] = Watched(bench.context.folder.store)
        bench.made("N-1", **PAPERS["form"])
        bench.committer.commit()
        assert kept.read("documents", ["document_id"]).num_rows == 1
