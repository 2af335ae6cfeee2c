"""What run, watch and retry say at their end, from plain values."""

from __future__ import annotations

import pytest

from cli.commands.papers import run_answer
from pipeline.errors import DeferredError
from pipeline.runner.ending import RunResult
from pipeline.runner.intake.receiving import ELSEWHERE

COUNTS = {"found": 9, "done": 5, "skipped": 2, "quarantined": 1, "waiting": 1}
RUN = {
    "batch": "B-1",
    "complete": False,
    "dossiers": COUNTS,
    "documents": COUNTS,
    "pages": COUNTS,
    "matches": {"matched": 3, "review": 1, "none": 0, "not_applicable": 2},
    "review_items": 4,
    "seconds": 61.0,
    "pages_per_second": 2.5,
    "ignored": 0,
    "ignored_names": [],
    "duplicates": [
        {"why": ELSEWHERE, "offered_as": "a.pdf", "document_id": "D.1"},
        {"why": "same dossier", "offered_as": "b.pdf", "document_id": "D.2"},
    ],
    "signatures": [],
    "contradictions": [
        {"document_id": "D.3", "code": "number_taken", "found": "12", "against": "D.4"}
    ],
    "originals_replaced": ["0123456789abcdef"],
    "missing": ["H26-9"],
    "growing": 1,
    "growing_names": ["H26-10"],
    "signed_late": 12345,
    "index_behind": "index_unreachable",
}


def test_a_run_tells_all_that_needs_attention(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_answer.show_run(RUN, "en")
    out = capsys.readouterr().out
    facts = (
        "B-1",
        "0:01:01",
        "a.pdf",
        "D.2",
        "12 / D.4",
        "0123456789ab",
        "H26-9",
        "H26-10",
        "12345",
    )
    for fact in (*facts, "index_unreachable"):
        assert fact in out, fact
    assert "0123456789abc" not in out
    assert out.index("B-1") < out.index("a.pdf") < out.index("H26-9")


def test_a_deferred_run_says_why_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = DeferredError(
        "scheduler_gone", "it is gone", item="tcp://a", remedy="run again"
    )
    told = run_answer.say_deferred(error, "en")
    assert told == {
        "code": "scheduler_gone",
        "message": "it is gone",
        "item": "tcp://a",
        "remedy": "run again",
    }
    assert capsys.readouterr().err == "it is gone\n→ run again\n"


@pytest.mark.parametrize(
    ("interrupted", "deferred", "quarantined", "code"),
    [
        (False, None, 0, 0),
        (False, None, 1, 1),
        (False, DeferredError("scheduler_gone", "gone"), 0, 3),
        (True, None, 1, 130),
    ],
)
def test_the_exit_code_is_of_what_weighs_most(
    interrupted: bool, deferred: DeferredError | None, quarantined: int, code: int
) -> None:
    answer = {
        "documents": {"quarantined": quarantined},
        "missing": [],
        "signatures": [],
    }
    result = RunResult(answer, interrupted, deferred)  # type: ignore[arg-type]
    assert run_answer.exit_code(result) == code
