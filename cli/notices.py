"""The morning's summary, and a stop, told to whom `--notify` names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli import console
from pipeline.errors import DigitizationError
from pipeline.messages import localized

if TYPE_CHECKING:
    from pipeline.config import Settings
    from pipeline.operations.upkeep.notify import Notice
    from schemas.answers.work import RunAnswer


@contextmanager
def stop_told(settings: Settings) -> Iterator[None]:
    """An error that ends the block is told to whom the settings name, before it goes on its way."""
    target = settings.notify.target
    if target:
        from pipeline.operations.upkeep.notify import check_target

        check_target(target, settings.notify)
    try:
        yield
    except DigitizationError as error:
        if target:
            _send(settings, stop_notice(error, settings.lang))
        raise


def tell_end(settings: Settings, answer: RunAnswer, exit_code: int) -> None:
    """The summary of a call that came to its end, to whom the settings name."""
    if settings.notify.target:
        _send(settings, end_notice(answer, exit_code, settings.lang))


def end_notice(answer: RunAnswer, exit_code: int, lang: str) -> Notice:
    """What a run did, in counts."""
    from pipeline.operations.upkeep.notify import Notice

    documents = answer["documents"]
    subject = console.say(lang, "notice_end", batch=answer["batch"], **documents)
    lines = [
        subject,
        "",
        *_count_lines(answer, lang),
        "",
        console.say(lang, "notice_more"),
    ]
    return Notice(subject, tuple(lines), {"exit": exit_code, "answer": answer})


def stop_notice(error: DigitizationError, lang: str) -> Notice:
    """Why a run stopped."""
    from pipeline.operations.upkeep.notify import Notice

    message, remedy = localized(
        error.code, error.message, error.remedy, lang, error.values
    )
    subject = console.say(lang, "notice_stop", code=error.code)
    told = {
        "code": error.code,
        "message": message,
        "item": error.item,
        "remedy": remedy,
    }
    lines = (subject, "", message, *([f"→ {remedy}"] if remedy else []))
    return Notice(subject, lines, {"exit": error.exit_code, "error": told})


def _count_lines(answer: RunAnswer, lang: str) -> list[str]:
    documents = answer["documents"]
    facts = {
        **{
            name: documents[name]
            for name in ("found", "done", "skipped", "quarantined")
        },
        "waiting": documents["waiting"],
        "awaiting_signature": answer["waiting_for_signature"],
        "review_items": answer["review_items"],
        "missing": len(answer["missing"]),
        "growing": answer["growing"],
    }
    return [
        f"{console.say(lang, f'notice_{name}')}: {count}"
        for name, count in facts.items()
    ]


def _send(settings: Settings, notice: Notice) -> None:
    from pipeline.operations.upkeep.notify import NoticeFailed, send_notice

    try:
        send_notice(settings.notify.target, notice, settings.notify)
    except NoticeFailed as error:
        console.note(settings.lang, "notice_failed", reason=error)
