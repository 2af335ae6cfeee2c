"""Finding by words, by citizen, by dossier; each look leaves a line in the audit trail."""

import json

import pytest

from pipeline.config import load_settings
from pipeline.errors import StorageError, UsageError
from pipeline.operations.finding.find import lookup, search, show
from pipeline.search.request import SearchRequest

SETTINGS = load_settings(environ={}, options={"operator": "Nguyễn Thị Mẫu"})
CITIZEN = "001080000001"


def looks(folder):
    lines = [json.loads(line) for line in folder.audit_file.read_text().splitlines()]
    return [
        (one["actor"], one["action"], one["item"], one["detail"]) for one in lines[1:]
    ]


def test_words_are_found_with_marks_or_without(folder, file_paper):
    file_paper("A-1", text="Giấy khai sinh của trẻ")
    file_paper("B-1", text="Quyết định")
    answer = search(folder.root, SETTINGS, SearchRequest("giay khai sinh", 10))
    assert (answer["total"], answer["answered_by"]) == (1, "embedded")
    (hit,) = answer["hits"]
    assert (hit["document_id"], hit["page"]) == ("A-1.1", 1)
    assert looks(folder) == [("Nguyễn Thị Mẫu", "search", "index", "1 hits")]


def test_a_server_that_is_away_is_stood_in_for_and_that_is_told(folder, file_paper):
    file_paper(text="Giấy phép")
    away = load_settings(
        environ={},
        options={
            "index": {
                "kind": "elasticsearch",
                "url": "http://127.0.0.1:9",
                "timeout_seconds": 0.2,
            }
        },
    )
    told = []
    answer = search(folder.root, away, SearchRequest("giay phep", 10), told.append)
    assert (answer["total"], answer["answered_by"]) == (1, "embedded")
    assert [error.code for error in told] == ["index_unreachable"]


def test_a_citizens_papers_by_decided_matches_only_oldest_first(folder, file_paper):
    file_paper(
        "B-1", citizen=CITIZEN, issued_date="2024-01-02", still_valid=True, title="B"
    )
    file_paper("A-1", citizen=CITIZEN, issued_date="2020-01-02")
    file_paper("C-1", citizen="001080000009")
    answer = lookup(folder.root, SETTINGS, f" {CITIZEN} ")
    assert [one["document_id"] for one in answer["documents"]] == ["A-1.1", "B-1.1"]
    assert answer["documents"][1] == {
        "document_id": "B-1.1",
        "dossier_code": "B-1",
        "document_type": "",
        "number": None,
        "issued_date": "2024-01-02",
        "issuer": None,
        "pdf_path": "documents/H1/2026/B-1/B-1.1.pdf",
        "valid": True,
        "status": "done",
        "title": "B",
        "signature_verdict": None,
        "withdrawn_on": None,
    }


def test_the_trail_names_no_whole_number(folder, file_paper):
    file_paper(citizen=CITIZEN)
    lookup(folder.root, SETTINGS, CITIZEN)
    assert looks(folder) == [
        ("Nguyễn Thị Mẫu", "lookup", "********0001", "1 documents")
    ]


@pytest.mark.parametrize("text", ["", "123", "00108000000a", "0010800000012"])
def test_what_is_no_number_is_refused_and_leaves_no_line(folder, text):
    with pytest.raises(UsageError) as caught:
        lookup(folder.root, SETTINGS, text)
    assert caught.value.code == "bad_citizen_id"
    assert looks(folder) == []


def test_a_dossier_with_everything_that_is_known_of_it(folder, file_paper):
    file_paper("A-1", citizen=CITIZEN)
    file_paper("B-1")
    answer = show(folder.root, SETTINGS, "A-1")
    (document,) = answer["documents"]
    assert (
        document["document_id"],
        len(document["pages"]),
        len(document["fields"]),
    ) == (
        "A-1.1",
        1,
        1,
    )
    assert [one["citizen_id"] for one in document["matches"]] == [CITIZEN]
    assert show(folder.root, SETTINGS, "X")["documents"] == []


def test_what_can_not_be_noted_is_said_and_of_a_person_not_shown(folder, file_paper):
    file_paper(citizen=CITIZEN)
    folder.audit_file.unlink()
    folder.audit_file.symlink_to(folder.root / "gone" / "audit.jsonl")
    with pytest.raises(StorageError):
        lookup(folder.root, SETTINGS, CITIZEN)
    told: list[str] = []
    shown = show(folder.root, SETTINGS, "A-1", lambda error: told.append(error.code))
    assert len(shown["documents"]) == 1 and len(told) == 1
    elsewhere = SETTINGS.model_copy(update={"audit_dir": str(folder.root.parent)})
    assert len(lookup(folder.root, elsewhere, CITIZEN)["documents"]) == 1
    assert (folder.root.parent / "audit.jsonl").read_text().count("lookup") == 1


def test_a_scan_that_a_better_one_replaces_is_not_offered(folder, file_paper):
    file_paper("A-1", citizen=CITIZEN, superseded_by="B-1.1")
    file_paper("B-1", citizen=CITIZEN, withdrawn_on="2026-01-02")
    (one,) = lookup(folder.root, SETTINGS, CITIZEN)["documents"]
    assert (one["document_id"], one["withdrawn_on"]) == ("B-1.1", "2026-01-02")
