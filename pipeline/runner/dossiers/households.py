"""Persons of a dossier's papers beside each other, at their commit: what one paper tells surely
supports another's doubtful reading. Papers on file stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline import registry
from pipeline.config import Settings
from pipeline.extract.persons import person_query
from pipeline.ledger import Ledger
from pipeline.match.explanation.sentences import Reason, words
from pipeline.match.household.persons import (
    Household,
    PaperPerson,
    persons_to_doubt,
    supported_persons,
)
from pipeline.store.record import RecordStore
from pipeline.store.typed import read_rows
from schemas.languages import Language
from schemas.linkage import MatchDecision
from schemas.states import MatchOutcome
from schemas.tables.rows import FieldRow, MatchRow
from schemas.work import DocumentRows, ReceivedDocument

_LANGUAGE: Language = "vi"
Person = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class _OnFile:
    """A person of a paper on file: some columns of `matches`."""

    document_id: str
    role: str
    role_index: int
    outcome: str
    citizen_id: str | None


def compare_persons(
    papers: Sequence[tuple[ReceivedDocument, DocumentRows]],
    ledger: Ledger,
    store: RecordStore,
    settings: Settings,
) -> dict[str, DocumentRows]:
    """The rows of those papers just made whose persons are decided otherwise beside the other
    papers of their dossiers; by document id."""
    by_dossier: dict[str, list[DocumentRows]] = {}
    for document, rows in papers:
        if rows.matches:
            by_dossier.setdefault(document.dossier_code, []).append(rows)
    known = {one for code in by_dossier for one in ledger.documents.done_of(code)}
    filed = read_rows(store, "matches", _OnFile, known) if known else []
    changed: dict[str, DocumentRows] = {}
    for code, made in by_dossier.items():
        own = set(ledger.documents.done_of(code))
        persons = [_person(one, None) for one in filed if one.document_id in own]
        persons += [_person(m, rows) for rows in made for m in rows.matches]
        anew = _decided_anew(persons, settings)
        for rows in made if anew else ():
            changed[rows.document.document_id] = _changed(rows, anew)
    return changed


def _person(one: MatchRow | _OnFile, rows: DocumentRows | None) -> PaperPerson:
    query = None
    if rows is not None:
        facts = {f.name: f.value for f in _fields(rows, one) if f.value}
        query = person_query(one.role, one.role_index, facts)
    return PaperPerson(
        one.document_id, one.role, one.role_index, one.outcome, one.citizen_id, query
    )


def _fields(rows: DocumentRows, one: MatchRow | _OnFile) -> Iterator[FieldRow]:
    wanted = one.role, one.role_index
    return (f for f in rows.fields if (f.role, f.role_index) == wanted)


def _decided_anew(
    persons: Sequence[PaperPerson], settings: Settings
) -> Mapping[Person, MatchDecision | Reason]:
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


def _changed(
    rows: DocumentRows, anew: Mapping[Person, MatchDecision | Reason]
) -> DocumentRows:
    matches = tuple(_match(one, anew.get(_key(one))) for one in rows.matches)
    links = {(m.role, m.role_index): m.citizen_id for m in matches if _key(m) in anew}
    fields = tuple(
        replace(f, needs_review=f.needs_review or _contradicts(f, links))
        for f in rows.fields
    )
    return replace(rows, matches=matches, fields=fields)


def _key(one: MatchRow) -> Person:
    return one.document_id, one.role, one.role_index


def _contradicts(field: FieldRow, links: Mapping[tuple[str, int], str | None]) -> bool:
    """Whether a number was read otherwise than that of the citizen linked by another paper."""
    linked = links.get((field.role or "", field.role_index or 0))
    return field.name == "citizen_id" and linked not in (None, field.value)


def _match(one: MatchRow, anew: MatchDecision | Reason | None) -> MatchRow:
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
    )
