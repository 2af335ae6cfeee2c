"""An archive made from sample_scans against the truth beside the scans: types, fields, persons,
page text."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.scoring import Score, normal, score_page
from pipeline.store.parquet import ParquetStore

_Rows = dict[tuple[str, int], list[dict[str, Any]]]


def against_truth(archive: Path, truth: Path) -> dict[str, Any]:
    """Count what the store's tables say of each document that is in both.

    Persons: of those who stand in the register (`registered`), how many were linked to the right
    number, to a wrong one, or left to a person (`review`) or to nobody; `strangers_linked` are not
    in it, and should never be linked.
    """
    store = ParquetStore(archive / "store")
    documents = {
        (row["dossier_code"], row["ordinal"]): row
        for row in store.read("documents").to_pylist()
    }
    place = {row["document_id"]: key for key, row in documents.items()}
    fields, matches, pages = (
        _by_document(store, table, place) for table in ("fields", "matches", "pages")
    )
    types, field_counts, persons, score = (
        Counter[str](),
        Counter[str](),
        Counter[str](),
        Score(),
    )
    for dossier in (
        json.loads(path.read_bytes()) for path in sorted(truth.glob("*-*.json"))
    ):
        for document in dossier["documents"]:
            key = (dossier["dossier_code"], document["ordinal"])
            if key not in documents or "pages" not in document:
                continue
            types[
                "right"
                if documents[key]["document_type"] == document["document_type"]
                else "wrong"
            ] += 1
            field_counts += _fields(document["fields"], fields.get(key, []))
            persons += _persons(document["persons"], matches.get(key, []))
            score += _text(document["pages"], pages.get(key, []))
    linked = persons["right"] + persons["wrong"] + persons["strangers_linked"]
    return {
        "documents": types.total(),
        "type_right": types["right"],
        "cer": score.cer,
        "wer": score.wer,
        "fields": {
            **field_counts,
            "accuracy": _share(field_counts["right"], field_counts.total()),
        },
        "persons": dict(persons),
        "match_precision": _share(persons["right"], linked),
        "match_recall": _share(persons["right"], persons["registered"]),
    }


def _by_document(
    store: ParquetStore, table: str, place: dict[str, tuple[str, int]]
) -> _Rows:
    found: _Rows = {}
    for row in store.read(table).to_pylist():
        if row["document_id"] in place:
            found.setdefault(place[row["document_id"]], []).append(row)
    return found


def _fields(true: list[dict[str, Any]], rows: list[dict[str, Any]]) -> Counter[str]:
    given: dict[tuple[Any, ...], str] = {}
    for row in rows:
        if row["value"]:
            given.setdefault(
                (row["role"], row["role_index"], row["name"]), row["value"]
            )
    counts, seen = Counter[str](), set()
    for fact in true:
        key = (fact["role"], fact["role_index"], fact["name"])
        if key in seen:
            continue
        seen.add(key)
        if key not in given:
            counts["missing"] += 1
        else:
            counts[
                "right" if normal(given[key]) == normal(fact["value"]) else "wrong"
            ] += 1
    return counts


def _persons(true: list[dict[str, Any]], rows: list[dict[str, Any]]) -> Counter[str]:
    answers = {(row["role"], row["role_index"]): row for row in rows}
    counts = Counter[str]()
    for person in true:
        answer = answers.get(
            (person["role"], person["role_index"]),
            {"outcome": "not_asked", "citizen_id": None},
        )
        matched = answer["outcome"] == "matched"
        if person["citizen_id"] is None:
            counts["strangers"] += 1
            counts["strangers_linked"] += matched
            continue
        counts["registered"] += 1
        if matched:
            counts[
                "right" if answer["citizen_id"] == person["citizen_id"] else "wrong"
            ] += 1
        else:
            counts[answer["outcome"]] += 1
    return counts


def _text(true: list[dict[str, Any]], rows: list[dict[str, Any]]) -> Score:
    texts = {row["page"]: row["text"] or "" for row in rows}
    return sum(
        (
            score_page(
                [line["text"] for line in page["lines"]], texts.get(page["page"], "")
            )
            for page in true
        ),
        Score(),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
