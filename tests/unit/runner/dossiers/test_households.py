"""A dossier's papers beside each other, at their commit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from store_rows import made_row

from pipeline.config import Settings, load_settings
from pipeline.ledger import Ledger
from pipeline.match.register import build_register
from pipeline.open_archive import Access, open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.dossiers.households import compare_persons
from pipeline.store.record import RecordStore, StoreChange
from schemas.tables.rows import DocumentRow, FieldRow, MatchRow
from schemas.work import DocumentRows, DossierFacts, ReceivedDocument

NUMBER, OTHERS = "001075000123", "001190004567"
PEOPLE = f"""citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,commune_name,province_name
{NUMBER},,Nguyễn Văn An,1975-03-12,M,001,00004,Phường Trúc Bạch,Hà Nội
{OTHERS},,Trần Thị Thanh Bình,1990-11-30,F,001,00004,Phường Trúc Bạch,Hà Nội
"""
Papers = tuple[Settings, Ledger, RecordStore]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Papers]:
    source, register = tmp_path / "people.csv", tmp_path / "R"
    source.write_text(PEOPLE, encoding="utf-8")
    build_register(source, register)
    root = create_archive(tmp_path / "kho", development_keys=False).root
    options = {"signing": "none", "register": str(register)}
    settings = load_settings(environ={}, options=options)
    with open_archive(root, settings, Access.WRITE) as opened:
        yield settings, opened.ledger, opened.store


def _paper(
    name: str, outcome: str, citizen: str | None, role: str = "applicant", **facts: str
) -> tuple[ReceivedDocument, DocumentRows]:
    """A paper of the dossier A-1 that names one person."""
    person = {"document_id": name, "role": role, "role_index": 1}
    document = ReceivedDocument(
        name, "A-1", "A-1", 1, name, "0", (), (), False, DossierFacts("H26")
    )
    rows = DocumentRows(
        made_row(DocumentRow, document_id=name, dossier_code="A-1", status="done"),
        fields=tuple(
            made_row(FieldRow, **person, name=fact, value=value)
            for fact, value in facts.items()
        ),
        matches=(made_row(MatchRow, **person, outcome=outcome, citizen_id=citizen),),
    )
    return document, rows


DOUBTFUL = {"full_name": "Nguyễn Văn An", "birth_date": "12/03/1975"}
HOME = {"address": "Phường Trúc Bạch, Hà Nội"}


def test_a_number_read_well_supports_a_paper_without_one(archive: Papers) -> None:
    settings, ledger, store = archive
    sure = _paper("one", "matched", NUMBER, citizen_id=NUMBER)
    doubtful = _paper("two", "review", None, "owner", **DOUBTFUL, **HOME)
    changed = compare_persons([sure, doubtful], ledger, store, settings)
    (match,) = changed["two"].matches
    assert (match.outcome, match.citizen_id) == ("matched", NUMBER)
    assert "giấy tờ khác trong hồ sơ" in match.explanation
    assert changed.get("one", sure[1]).matches == sure[1].matches


def test_a_number_read_otherwise_is_looked_at(archive: Papers) -> None:
    settings, ledger, store = archive
    sure = _paper("one", "matched", NUMBER)
    misread = f"{NUMBER[:-1]}7"
    doubtful = _paper("two", "review", None, citizen_id=misread, **DOUBTFUL)
    changed = compare_persons([sure, doubtful], ledger, store, settings)
    assert [m.citizen_id for m in changed["two"].matches] == [NUMBER]
    assert {f.name: f.needs_review for f in changed["two"].fields} == {
        "citizen_id": True,
        "full_name": False,
        "birth_date": False,
    }


def test_papers_on_file_speak_and_stay_as_they_are(archive: Papers) -> None:
    settings, ledger, store = archive
    filed, rows = _paper("one", "matched", NUMBER)
    filed = ledger.documents.add(filed, "0", 1, "batch").received
    ledger.documents.mark_done([filed.document_id], "batch")
    (match,) = rows.matches
    match = replace(match, document_id=filed.document_id)
    document = replace(rows.document, document_id=filed.document_id)
    store.commit(StoreChange(append={"documents": [document], "matches": [match]}))
    doubtful = _paper("two", "review", None, **DOUBTFUL, **HOME)
    changed = compare_persons([doubtful], ledger, store, settings)
    assert list(changed) == ["two"]
    assert changed["two"].matches[0].citizen_id == NUMBER


def test_one_citizen_as_father_and_mother_goes_to_a_person(archive: Papers) -> None:
    settings, ledger, store = archive
    document, rows = _paper("one", "matched", NUMBER, "father")
    (father,) = rows.matches
    both = replace(rows, matches=(father, replace(father, role="mother")))
    changed = compare_persons([(document, both)], ledger, store, settings)
    assert [(m.outcome, m.citizen_id) for m in changed["one"].matches] == [
        ("review", None)
    ] * 2
    assert "cần người xem" in changed["one"].matches[0].explanation


def test_strangers_of_one_dossier_change_nothing(archive: Papers) -> None:
    settings, ledger, store = archive
    sure = _paper("one", "matched", OTHERS)
    doubtful = _paper("two", "review", None, **DOUBTFUL)
    assert compare_persons([sure, doubtful], ledger, store, settings) == {}
