"""What run, watch and retry say at their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cli import console
from cli.common import Common
from cli.exits import INTERRUPTED
from cli.showing.contradictions import show_contradictions
from cli.showing.signatures import show_signatures
from pipeline.errors import DigitizationError
from pipeline.messages import localized

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.runner.ending import RunResult
    from schemas.answers.work import Deferred, RunAnswer


def end_call(result: RunResult, common: Common, settings: Settings) -> None:
    """Print the answer and leave with the exit code that it deserves."""
    answer, lang = result.answer, settings.lang
    if result.deferred is not None:
        answer = {**answer, "deferred": say_deferred(result.deferred, lang)}
    if common.json:
        console.answer_json(answer)
    else:
        show_run(answer, lang)
        if settings.keys.development:
            console.tell(lang, "development_keys")
    if code := exit_code(result):
        raise typer.Exit(code)


def exit_code(result: RunResult) -> int:
    """130 where a person interrupted, 3 where the rest must wait, 1 where not all is well."""
    if result.interrupted:
        return INTERRUPTED
    if result.deferred is not None:
        return result.deferred.exit_code
    return 0 if result.all_well else 1


def say_deferred(error: DigitizationError, lang: str) -> Deferred:
    """Say why the rest must wait; gives it for the answer."""
    message, remedy = localized(
        error.code, error.message, error.remedy, lang, error.values
    )
    console.err(message)
    console.err(f"→ {remedy}")
    return {
        "code": error.code,
        "message": message,
        "item": error.item,
        "remedy": remedy,
    }


def show_run(answer: RunAnswer, lang: str) -> None:
    """What the call did, and all that needs attention."""
    _show_counts(answer, lang)
    console.say_ignored(answer, lang)
    if answer["growing"]:
        names = ", ".join(answer["growing_names"])
        console.tell(lang, "run_growing", count=answer["growing"], names=names)
    _show_duplicates(answer["duplicates"], lang)
    show_signatures(answer["signatures"], lang)
    show_contradictions(answer["contradictions"], lang)
    for one in answer["originals_replaced"]:
        console.tell(lang, "original_replaced", sha256=one[:12])
    for code in answer["missing"]:
        console.tell(lang, "listed_missing", code=code)
    if answer["signed_late"]:
        console.tell(lang, "signed_late", count=answer["signed_late"])
    if answer["index_behind"]:
        console.tell(lang, "run_index_behind", code=answer["index_behind"])
    if not answer["complete"]:
        console.tell(lang, "run_incomplete")


def _show_counts(answer: RunAnswer, lang: str) -> None:
    counted = {
        "dossiers": answer["dossiers"],
        "documents": answer["documents"],
        "pages": answer["pages"],
    }
    head = ["", *(console.say(lang, state) for state in counted["documents"])]
    rows = [
        [console.say(lang, f"kind_{kind}"), *states.values()]
        for kind, states in counted.items()
    ]
    console.table(f"{console.say(lang, 'batch')} {answer['batch']}", head, rows)
    console.tell(lang, "run_matches", **answer["matches"])
    pace = {
        "seconds": console.duration(answer["seconds"]),
        "pace": answer["pages_per_second"],
    }
    console.tell(lang, "run_pace", review=answer["review_items"], **pace)


def _show_duplicates(duplicates: list[dict[str, str]], lang: str) -> None:
    from pipeline.runner.duplicates import Duplicate

    keys = {
        Duplicate.DISPOSED: "disposed_before",
        Duplicate.SAME_BYTES: "same_bytes",
        Duplicate.SAME_SHEET: "same_sheet",
        Duplicate.SCANNED_AGAIN: "scanned_again",
    }
    for one in duplicates:
        key = keys.get(Duplicate(one["why"]), "duplicate")
        console.tell(lang, key, offered=one["offered_as"], known=one["document_id"])
