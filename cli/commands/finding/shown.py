"""What search, lookup and show say of a paper."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cli import console
from cli.showing.signatures import verdict_text
from cli.showing.values import type_words

if TYPE_CHECKING:
    from pipeline.serve.texts import PageWords
    from schemas.answers.finding import (
        DisposedMark,
        DocumentShown,
        EventShown,
        FieldShown,
        LookupAnswer,
        Marks,
        ReusableJson,
        SearchAnswer,
    )


def show_hits(answer: SearchAnswer, lang: str) -> None:
    """The pages found, and how many have which fact."""
    console.tell(lang, "search_found", total=answer["total"])
    for hit in answer["hits"]:
        page = console.say(lang, "page", page=hit["page"])
        console.out(f"{hit['document_id']}  {page}  {hit['pdf_path']}")
        console.out(f"    {hit['snippet']}")
        show_marks(hit, lang)
    for name, counts in answer.get("facets", {}).items():
        told = ", ".join(f"{value} {count}" for value, count in counts.items())
        console.out(f"{console.say(lang, f'facet_{name}')}: {told or '–'}")


def usable_papers(answer: LookupAnswer) -> list[ReusableJson]:
    """The papers of a citizen that are still valid."""
    return [one for one in answer["documents"] if not one["withdrawn_on"]]


def show_found(answer: LookupAnswer, lang: str) -> None:
    """The papers of a citizen, and whether one of them does."""
    count = len(usable_papers(answer))
    key = "lookup_found" if count else "nothing_found"
    console.tell(lang, key, count=count)
    if answer["candidates"]:
        numbers = ", ".join(answer["candidates"])
        console.tell(lang, "lookup_several", numbers=numbers)
    for one in answer["documents"]:
        show_reusable(one, lang)
    show_disposed(answer["disposed"], lang)
    show_advice(answer, lang)


def show_disposed(papers: list[DisposedMark], lang: str) -> None:
    """Papers that are no longer there, and since when."""
    if not papers:
        return
    from pipeline.serve.texts import PageWords

    words = PageWords(lang)
    for one in papers:
        facts = {
            "document": one["document_id"],
            "day": words.day(one["disposed_at"][:10]),
            "signer": one["signer"],
            "decision": one["decision"][:12],
        }
        console.out(words("disposed_paper", **facts))


def show_advice(answer: LookupAnswer, lang: str) -> None:
    """Scan or reuse, and what was recorded."""
    if advice := answer.get("advice"):
        documents = ", ".join(advice["document_ids"])
        console.tell(
            lang,
            f"advice_{advice['answer']}",
            documents=documents,
            edition=advice["rules_edition"],
        )
    if "recorded" in answer:
        ids = ", ".join(answer["recorded"]) or "–"
        console.tell(lang, "reuse_recorded", documents=ids)


def show_reusable(document: ReusableJson, lang: str) -> None:
    """One paper on file for a citizen."""
    from pipeline.serve.texts import PageWords

    issued = document["issued_date"]
    facts = (
        type_words(lang, document["document_type"]),
        document["number"],
        PageWords(lang).day(issued) if issued else None,
        document["issuer"],
        document["pdf_path"],
    )
    console.out("  " + "  ".join(fact for fact in facts if fact))
    if document["signature_verdict"]:
        console.out(f"    {verdict_text(document['signature_verdict'], lang)}")
    show_marks({"superseded_by": None, "withdrawn_on": document["withdrawn_on"]}, lang)


def show_document(one: DocumentShown, lang: str) -> None:
    """One paper of a dossier with what was read on it and whom it speaks of."""
    from pipeline.serve.texts import PageWords

    words = PageWords(lang)
    facts = (
        one["document_id"],
        type_words(lang, one["document_type"]),
        words.of("states", one["signature_level"]),
        words.of("states", one["status"]),
    )
    console.out("  ".join(facts))
    console.out(f"  {one['pdf_path']}  sha256 {one['pdf_sha256']}")
    show_marks(one, lang)
    if one["signature_verdict"]:
        console.out(f"  {verdict_text(one['signature_verdict'], lang)}")
    _show_fields(one["fields"], words)
    for match in one["matches"]:
        person = words.role(match["role"], match["role_index"])
        outcome = words.of("outcomes", match["outcome"])
        console.out(f"  {person}: {outcome}: {match['explanation']}")


def _show_fields(fields: list[FieldShown], words: PageWords) -> None:
    """A table of what was read, the doubtful marked, and what the marks mean."""
    if not fields:
        return
    names = ("whose", "field", "value", "confidence", "on_page")
    head = [*(console.say(words.lang, f"shown_{name}") for name in names), ""]
    console.table("", head, [_field_row(field, words) for field in fields])
    if any(_doubt(field) for field in fields):
        console.out("  " + console.say(words.lang, "shown_doubts"))


def _field_row(field: FieldShown, words: PageWords) -> tuple[object, ...]:
    return (
        words.role(field["role"], field["role_index"]) or "–",
        words.field(field["name"]),
        words.fact(field["name"], field["value"]),
        words.share(field["confidence"]),
        field["page"],
        _doubt(field),
    )


def _doubt(field: FieldShown) -> str:
    return "✎" if field["handwritten"] else "?" if field["needs_review"] else ""


def show_marks(one: Marks, lang: str) -> None:
    """That a paper is replaced, or no longer valid."""
    if one["superseded_by"]:
        console.out(
            "    " + console.say(lang, "replaced_by", document=one["superseded_by"])
        )
    if one["withdrawn_on"]:
        console.out(
            "    " + console.say(lang, "withdrawn_from", day=one["withdrawn_on"])
        )


def show_decisions(events: list[EventShown], lang: str) -> None:
    """What people decided, with the ids to undo it by."""
    decided = [one for one in events if one["event_id"]]
    if decided:
        names = ("decision", "item", "decided_at", "decided_by", "decided_what")
        head = [console.say(lang, key) for key in names]
        rows = [_decision_row(one) for one in decided]
        console.table(console.say(lang, "decisions"), head, rows)


def _decision_row(row: EventShown) -> tuple[object, ...]:
    detail = json.loads(row["detail"])
    decided = detail.get("undoes") or detail.get("typed", "")
    return row["event_id"], detail["item"], row["at"][:16], row["actor"], decided
