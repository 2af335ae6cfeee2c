"""A dossier's papers beside each other, at their commit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import Settings, load_settings
from pipeline.match.register import open_register
from pipeline.match.register.build import build_register
from pipeline.runner.dossiers.filed import FiledPaper
from pipeline.runner.dossiers.households import compare_persons
from schemas.tables.rows import DocumentRow, FieldRow, MatchRow
from schemas.work import DocumentRows
from tests.support.store_rows import made_row

NUMBER, OTHERS = "001075000123", "001190004567"
PEOPLE = f"""citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,commune_name,province_name
{NUMBER},,Nguyễn Văn An,1975-03-12,M,001,00004,Phường Trúc Bạch,Hà Nội
{OTHERS},,Trần Thị Thanh Bình,1990-11-30,F,001,00004,Phường Trúc Bạch,Hà Nội
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    place: Path = tmp_path_factory.mktemp("people")
    source, register = place / "people.csv", place / "R"
    source.write_text(PEOPLE, encoding="utf-8")
    build_register(source, register)
    return load_settings(environ={}, options={"register": str(register)})


def paper(
    name: str, outcome: str, citizen: str | None, role: str = "applicant", **facts: str
) -> DocumentRows:
    """A paper of the dossier A-1 that names one person."""
    person = {"document_id": name, "role": role, "role_index": 1}
    return DocumentRows(
        made_row(DocumentRow, document_id=name, dossier_code="A-1", status="done"),
        fields=tuple(
            made_row(FieldRow, **person, name=fact, value=value)
            for fact, value in facts.items()
        ),
        matches=(made_row(MatchRow, **person, outcome=outcome, citizen_id=citizen),),
    )


DOUBTFUL = {"full_name": "Nguyễn Văn An", "birth_date": "12/03/1975"}
HOME = {"address": "Phường Trúc Bạch, Hà Nội"}
SURE = paper("one", "matched", NUMBER, citizen_id=NUMBER)


def compared(
    settings: Settings, *made: DocumentRows, filed: tuple[FiledPaper, ...] = ()
) -> dict[str, DocumentRows]:
    return compare_persons(
        {one.document.document_id: one for one in made},
        {one.own.document.document_id: one for one in filed},
        settings,
    )


def on_file(own: DocumentRows, stands: DocumentRows | None = None) -> FiledPaper:
    return FiledPaper(stands or own, own)


def test_a_number_read_well_supports_a_paper_without_one(settings: Settings) -> None:
    doubtful = paper("two", "review", None, "owner", **DOUBTFUL, **HOME)
    changed = compared(settings, SURE, doubtful)
    assert list(changed) == ["two"]
    (match,) = changed["two"].matches
    assert (match.outcome, match.citizen_id) == ("matched", NUMBER)
    assert "giấy tờ khác trong hồ sơ" in match.explanation
    (event,) = changed["two"].events
    detail = json.loads(event.detail)
    assert (event.item, event.action) == ("two", "persons compared")
    assert detail["before"]["outcome"] == "review"
    assert detail["after"]["citizen_id"] == NUMBER
    version = open_register(Path(settings.register_path or "")).version
    assert detail["before"]["register_version"] is None
    assert match.register_version == detail["after"]["register_version"] == version


def test_a_number_read_otherwise_is_looked_at(settings: Settings) -> None:
    misread = f"{NUMBER[:-1]}7"
    doubtful = paper("two", "review", None, citizen_id=misread, **DOUBTFUL)
    changed = compared(settings, SURE, doubtful)
    assert [m.citizen_id for m in changed["two"].matches] == [NUMBER]
    assert {f.name: f.needs_review for f in changed["two"].fields} == {
        "citizen_id": True,
        "full_name": False,
        "birth_date": False,
    }


def test_papers_on_file_speak_for_those_that_come(settings: Settings) -> None:
    doubtful = paper("two", "review", None, **DOUBTFUL, **HOME)
    changed = compared(settings, doubtful, filed=(on_file(SURE),))
    assert list(changed) == ["two"]
    assert changed["two"].matches[0].citizen_id == NUMBER


def test_those_that_come_speak_for_papers_on_file(settings: Settings) -> None:
    doubtful = on_file(paper("two", "review", None, **DOUBTFUL, **HOME))
    changed = compared(settings, SURE, filed=(doubtful,))
    assert list(changed) == ["two"]
    assert changed["two"].matches[0].citizen_id == NUMBER
    assert len(changed["two"].events) == 1


def test_whom_others_linked_goes_back_where_they_no_longer_do(
    settings: Settings,
) -> None:
    """Only what a paper says by itself counts: else it mattered who came first."""
    own = paper("two", "review", None, citizen_id=f"{NUMBER[:-1]}7", **DOUBTFUL)
    link = replace(own.matches[0], outcome="matched", citizen_id=NUMBER)
    linked = on_file(own, replace(own, matches=(link,)))
    third = paper("three", "review", None, **DOUBTFUL, **HOME)
    changed = compared(settings, third, filed=(linked,))
    assert list(changed) == ["two"], "a link by others speaks for nobody else"
    assert changed["two"].matches == own.matches
    (event,) = changed["two"].events
    assert json.loads(event.detail)["after"]["outcome"] == "review"


def test_what_stands_already_is_left_and_so_is_what_a_person_decided(
    settings: Settings,
) -> None:
    own = paper("two", "review", None, **DOUBTFUL, **HOME)
    once = compared(settings, SURE, filed=(on_file(own),))["two"]
    again = on_file(own, replace(once, events=()))
    other = paper("three", "none", None)
    assert compared(settings, other, filed=(on_file(SURE), again)) == {}
    (match,) = own.matches
    said = replace(own, matches=(replace(match, outcome="none", decided_in="7-1"),))
    assert compared(settings, SURE, filed=(on_file(said),)) == {}


def test_one_citizen_as_father_and_mother_goes_to_a_person(settings: Settings) -> None:
    rows = paper("one", "matched", NUMBER, "father")
    (father,) = rows.matches
    both = replace(rows, matches=(father, replace(father, role="mother")))
    changed = compared(settings, both)
    assert [(m.outcome, m.citizen_id) for m in changed["one"].matches] == [
        ("review", None)
    ] * 2
    assert "cần người xem" in changed["one"].matches[0].explanation


def test_strangers_of_one_dossier_change_nothing(settings: Settings) -> None:
    sure = paper("one", "matched", OTHERS)
    doubtful = paper("two", "review", None, **DOUBTFUL)
    assert compared(settings, sure, doubtful) == {}
