"""Persons of a dossier's papers beside each other, at their commit: what one paper tells surely
supports another's doubtful reading, on papers on file, too. What a person decided stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline import registry
from pipeline.audit import PROGRAM
from pipeline.common.clock import now, stamp
from pipeline.config import Settings
from pipeline.extract.persons import person_query
from pipeline.match.explanation.sentences import Reason, words
from pipeline.match.household.persons import (
    Household,
    PaperPerson,
    persons_to_doubt,
    supported_persons,
)
from pipeline.runner.dossiers.filed import (
    NUMBER,
    PERSONS_COMPARED,
    ComparedPerson,
    FiledPaper,
    MatchCells,
)
from schemas.languages import Language
from schemas.linkage import MatchDecision
from schemas.states import MatchOutcome
from schemas.tables.rows import EventRow, FieldRow, MatchRow, make_event
from schemas.work import DocumentRows

_LANGUAGE: Language = "vi"
Person = tuple[str, str, int]
Anew = Mapping[Person, MatchDecision | Reason]


def compare_persons(
    made: Mapping[str, DocumentRows],
    filed: Mapping[str, FiledPaper],
    settings: Settings,
) -> dict[str, DocumentRows]:
    """The rows of those papers whose persons are decided otherwise beside the other papers of their
    dossiers than they stand, with an event for each person; by document id.

    Everything is decided from what each paper says by itself, so it does not matter which of them
    was filed first.
    """
    own = {**{one: paper.own for one, paper in filed.items()}, **made}
    dossiers: dict[str, list[DocumentRows]] = {}
    for rows in sorted(own.values(), key=lambda one: one.document.ordinal):
        dossiers.setdefault(rows.document.dossier_code, []).append(rows)
    stands = {**{one: paper.stands for one, paper in filed.items()}, **made}
    changed: dict[str, DocumentRows] = {}
    for papers in dossiers.values():
        persons = [_person(one, rows) for rows in papers for one in rows.matches]
        anew = _decide_anew(persons, settings)
        for rows in papers:
            before = stands[rows.document.document_id]
            after = _change(rows, before, anew)
            if after != before:
                changed[rows.document.document_id] = after
    return changed


def _person(one: MatchRow, rows: DocumentRows) -> PaperPerson:
    """A person as the comparison knows it; whom somebody decided about speaks and stays."""
    query = None
    if not one.decided_in:
        facts = {f.name: f.value for f in _fields(rows, one) if f.value}
        query = person_query(one.role, one.role_index, facts)
    return PaperPerson(
        one.document_id, one.role, one.role_index, one.outcome, one.citizen_id, query
    )


def _fields(rows: DocumentRows, one: MatchRow) -> Iterator[FieldRow]:
    wanted = one.role, one.role_index
    return (f for f in rows.fields if (f.role, f.role_index) == wanted)


def _decide_anew(persons: Sequence[PaperPerson], settings: Settings) -> Anew:
    """What is decided otherwise, by paper, role and number; a reason where a link is doubted."""
    found: dict[int, MatchDecision | Reason] = dict(persons_to_doubt(persons))
    if any(one.outcome == MatchOutcome.REVIEW for one in persons) and _names_others(
        persons
    ):
        register = registry.citizen_register(settings.register_path)
        matching = settings.matching
        found |= supported_persons(Household(persons, register, matching, _LANGUAGE))
    return {
        (p.paper, p.role, p.role_index): found[i]
        for i, p in enumerate(persons)
        if i in found
    }


def _names_others(persons: Sequence[PaperPerson]) -> bool:
    """Whether one paper's link may speak for another paper's person."""
    linked = {one.paper for one in persons if one.citizen_id}
    return bool(linked) and len({one.paper for one in persons}) > 1


def _change(own: DocumentRows, stands: DocumentRows, anew: Anew) -> DocumentRows:
    """A paper's rows as they are to be: what it says by itself, and what the others make of it."""
    pairs = list(zip(own.matches, stands.matches, strict=True))
    decided = [_match(mine, before, anew) for mine, before in pairs]
    changed = [
        (mine, before, after)
        for (mine, before), after in zip(pairs, decided, strict=True)
        if after is not before
    ]
    links = {(m.role, m.role_index): m.citizen_id for m in decided if _key(m) in anew}
    asked = {(f.role, f.role_index): f for f in own.fields if f.name == NUMBER}
    fields = tuple(_field(one, links) for one in own.fields) if changed else ()
    events = [
        _event(mine, before, after, asked.get((mine.role, mine.role_index)))
        for mine, before, after in changed
    ]
    if not changed:
        return stands
    return replace(
        stands,
        matches=tuple(decided),
        fields=fields,
        events=(*stands.events, *events),
    )


def _key(one: MatchRow) -> Person:
    return one.document_id, one.role, one.role_index


def _field(one: FieldRow, links: Mapping[tuple[str, int], str | None]) -> FieldRow:
    """A number is asked about that was read otherwise than that of the citizen whom another paper
    links, unless a person gave it."""
    linked = links.get((one.role or "", one.role_index or 0))
    otherwise = one.name == NUMBER and linked not in (None, one.value)
    if not otherwise or one.decided_in:
        return one
    return replace(one, needs_review=True)


def _match(own: MatchRow, stands: MatchRow, anew: Anew) -> MatchRow:
    """The decision that is to stand; the row as it stands where that says the same already."""
    if own.decided_in:
        return stands
    after = _with(own, anew.get(_key(own)))
    same = (after.outcome, after.citizen_id) == (stands.outcome, stands.citizen_id)
    return stands if same else after


def _with(one: MatchRow, anew: MatchDecision | Reason | None) -> MatchRow:
    if anew is None:
        return one
    if isinstance(anew, Reason):
        said = f"{one.explanation}; {words(_LANGUAGE).reason[anew]}"
        return replace(
            one, outcome=MatchOutcome.REVIEW, citizen_id=None, explanation=said
        )
    return replace(
        one,
        outcome=anew.outcome,
        citizen_id=anew.citizen_id,
        weight=anew.weight,
        probability=anew.probability,
        runner_up_weight=anew.runner_up_weight,
        explanation=anew.explanation,
        candidate_ids=anew.candidate_ids,
        register_version=anew.register_version,
    )


def _event(
    own: MatchRow, before: MatchRow, after: MatchRow, number: FieldRow | None
) -> EventRow:
    """The event that says why: what the paper says by itself, and what stands now."""
    detail: ComparedPerson = {
        "role": own.role,
        "role_index": own.role_index,
        "before": _cells(own),
        "after": _cells(after),
        "number_asked": number is not None and number.needs_review,
    }
    return make_event(
        stamp(now()), PROGRAM, PERSONS_COMPARED, before.document_id, detail
    )


def _cells(one: MatchRow) -> MatchCells:
    return {
        "outcome": one.outcome,
        "citizen_id": one.citizen_id,
        "weight": one.weight,
        "probability": one.probability,
        "runner_up_weight": one.runner_up_weight,
        "explanation": one.explanation,
        "candidate_ids": one.candidate_ids,
        "register_version": one.register_version,
    }
