"""The desk's answers for people, a few plain lines each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from cli import console
from cli.showing.values import type_words, value_words
from schemas.answers.desk import (
    AddAnswer,
    CancelAnswer,
    ConfirmAnswer,
    DayAnswer,
    HaveAnswer,
    PaperAnswer,
    PersonAnswer,
    SignBeginAnswer,
    SignFinishAnswer,
    StartAnswer,
    Told,
)

if TYPE_CHECKING:
    from schemas.answers.work import CounterAnswer


def _tell(told: Iterable[Told], lang: str) -> None:
    for one in told:
        page = f"{console.say(lang, 'page', page=one.page)}: " if one.page else ""
        console.out(f"! {page}{one.message}")
        if one.remedy:
            console.out(f"  → {one.remedy}")


def show_start(answer: StartAnswer, lang: str) -> None:
    """A dossier has begun."""
    name = answer.procedure_name or answer.procedure_code or "–"
    facts = {
        "dossier": answer.dossier_code,
        "procedure": name,
        "session": answer.session,
    }
    console.tell(lang, "desk_started", **facts)
    for need in answer.needs or ():
        handling = console.say(lang, f"desk_{need.handling}")
        console.out(f"  {need.name}: {handling}")
    _tell(answer.warnings, lang)


def show_person(answer: PersonAnswer, lang: str) -> None:
    """Whose card it is."""
    old = f" ({answer.old_id})" if answer.old_id else ""
    sex = console.say(lang, f"sex_{answer.gender}")
    console.out(
        f"{answer.full_name}, {answer.birth_date}, {sex}, {answer.citizen_id}{old}"
    )
    console.tell(lang, "desk_consistent" if answer.consistent else "desk_inconsistent")
    _tell(answer.warnings, lang)


def show_have(answer: HaveAnswer, lang: str) -> None:
    """What to do about each paper."""
    for paper in answer.papers:
        action = console.say(lang, f"desk_{paper.action}")
        console.out(f"{paper.name}: {action}")
        if paper.rule and paper.action != "scan":
            console.out(f"  ({paper.rule})")
        for one in paper.documents:
            console.out(
                f"  {one.document_id}  {one.number or ''}  {one.issued_date or ''}"
            )
    for one in answer.other:
        other = console.say(
            lang, "desk_other", document=one.document_id, title=one.title or ""
        )
        console.out(other)
    _tell(answer.warnings, lang)


def show_add(answer: AddAnswer, lang: str) -> None:
    """What the papers say, and what to scan again."""
    for paper in answer.papers:
        _show_paper(paper, lang)
    for one in answer.refused:
        console.tell(lang, "desk_refused", file=one.file, message=one.message)
        if one.remedy:
            console.out(f"  → {one.remedy}")
    _tell(answer.warnings, lang)


def _show_paper(paper: PaperAnswer, lang: str) -> None:
    kind = console.say(lang, f"desk_kind_{paper.kind}")
    facts = {
        "paper": paper.paper,
        "type": type_words(lang, paper.document_type),
        "pages": paper.page_count,
    }
    key = "desk_had" if paper.already_had else "desk_paper"
    console.tell(lang, key, kind=kind, **facts)
    _tell(paper.rescan, lang)
    _tell(paper.review_reasons, lang)
    for field in paper.fields:
        name = value_words(lang, field.name, field.role, field.role_index)
        if field.needs_review:  # as confirm takes it
            name = f"{name} [{field.field}]"
        mark = "?" if field.needs_review else " "
        console.out(f"  {mark} {name}: {field.value or '–'}")


def show_confirm(answer: ConfirmAnswer, lang: str) -> None:
    """A clerk's word was kept."""
    facts = {"field": answer.field, "value": answer.value}
    console.tell(lang, "desk_confirmed", **facts)


def show_done(answer: Mapping[str, Any], lang: str) -> None:
    """What was filed, or that it is kept for later."""
    if "deferred" in answer:
        console.out(answer["deferred"]["message"])
        console.out(f"→ {answer['deferred']['remedy']}")
        return
    from cli.commands.papers.papers import show_answer

    show_answer(cast("CounterAnswer", answer), lang)
    for one in answer["not_confirmed"]:
        console.out(f"! {one['field']}: {one['message']}")


def show_hashes(answer: SignBeginAnswer, lang: str) -> None:
    """What is to be signed."""
    for one in answer.documents:
        console.out(f"{one.document_id}  {answer.algorithm}:{one.hash}")


def show_signed(answer: SignFinishAnswer, lang: str) -> None:
    """A paper bears its clerk's signature."""
    console.tell(lang, "desk_signed", document=answer.document_id)


def show_cancel(answer: CancelAnswer, lang: str) -> None:
    """A dossier was dropped."""
    facts = {"dossier": answer.dossier_code, "papers": answer.papers}
    console.tell(lang, "desk_cancelled", **facts)


def show_day(answer: DayAnswer, lang: str) -> None:
    """The day's figures."""
    names = (
        "dossiers",
        "papers",
        "pages",
        "results",
        "reused",
        "rescans",
        "refused",
        "deferred",
        "cancelled",
    )
    console.tell(lang, "desk_day", day=answer.day)
    for one in (*answer.clerks, answer.total):
        figures = ", ".join(
            f"{console.say(lang, f'desk_count_{name}')} {getattr(one, name)}"
            for name in names
        )
        console.out(f"  {one.operator or console.say(lang, 'desk_all')}: {figures}")
    console.tell(lang, "desk_open", open=answer.open, waiting=answer.waiting)
