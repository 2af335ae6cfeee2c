"""Whose papers are asked for."""

import pytest

from pipeline.config import load_settings
from pipeline.errors import UsageError
from pipeline.match.register.build import build_register
from pipeline.operations.finding.find import lookup
from pipeline.operations.finding.whose import (
    WantedPerson,
    documents_of,
    find_numbers,
    numbers_on_papers,
    read_wanted,
)
from pipeline.store.parquet import ParquetStore

CARD = "001080000001|012345678|Nguyễn Văn An|12031980|Nam|Phúc Xá, Hà Nội|01012022"

NOW, BEFORE = "001080000001", "001080000555"


@pytest.mark.parametrize(
    ("asked", "born", "wanted"),
    [
        (" 001080000001 ", None, WantedPerson(citizen_id="001080000001")),
        ("001 080 000 001", None, WantedPerson(citizen_id="001080000001")),
        ("012345678", None, WantedPerson(old_id="012345678")),
        (CARD, None, WantedPerson(citizen_id="001080000001")),
        (
            "Nguyễn Văn An",
            "12.3.1980",
            WantedPerson(full_name="Nguyễn Văn An", birth=(1980, 3, 12)),
        ),
    ],
)
def test_what_was_given_is_told_by_its_shape(asked, born, wanted):
    assert read_wanted(asked, born) == wanted


@pytest.mark.parametrize(
    ("asked", "born", "code"),
    [
        ("", None, "bad_citizen_id"),
        ("0123456789", None, "bad_citizen_id"),
        ("Nguyễn Văn An", None, "bad_citizen_id"),
        (CARD.replace("12031980", "31021980"), None, "bad_citizen_id"),
        ("Nguyễn Văn An", "1980", "bad_birth_date"),
        ("!!", "12/03/1980", "bad_citizen_id"),
    ],
)
def test_what_names_nobody_is_refused(asked, born, code):
    with pytest.raises(UsageError) as caught:
        read_wanted(asked, born)
    assert caught.value.code == code


def test_an_old_number_needs_a_register():
    assert find_numbers(WantedPerson(citizen_id="001080000001"), None) == (
        "001080000001",
    )
    with pytest.raises(UsageError) as caught:
        find_numbers(WantedPerson(old_id="012345678"), None)
    assert caught.value.code == "no_register"


@pytest.fixture
def renumbered(tmp_path):
    """Settings that name a register in which one citizen bore another number before."""
    head = "citizen_id,old_id,full_name,birth_date,gender,birth_province,commune_code,"
    (tmp_path / "r.csv").write_text(
        f"{head}commune_name,province_name,former_ids\n{NOW},,Lê Văn An,1980,M,,,,,{BEFORE}\n",
        encoding="utf-8",
    )
    build_register(tmp_path / "r.csv", tmp_path / "R")
    options = {"operator": "Nguyễn Thị Mẫu", "register": str(tmp_path / "R")}
    return load_settings(environ={}, options=options)


def test_papers_from_before_a_change_of_number_are_the_citizens(
    folder, file_paper, renumbered
):
    file_paper("A-1", citizen=BEFORE, document_type="giay_khai_sinh", still_valid=True)
    file_paper("B-1", citizen=NOW, document_type="quyet_dinh", still_valid=True)
    store = ParquetStore(folder.store)
    for asked in (NOW, BEFORE):
        found = documents_of(store, asked, renumbered)
        assert sorted(one.document_id for one in found) == ["A-1.1", "B-1.1"]
        answer = lookup(folder.root, renumbered, asked)
        assert answer["citizen_id"] == asked
        assert [one["dossier_code"] for one in answer["documents"]] == ["A-1", "B-1"]


def test_a_register_out_of_reach_hides_nobodys_papers(tmp_path):
    assert numbers_on_papers(NOW, str(tmp_path / "none")) == (NOW,)
    assert numbers_on_papers(NOW, None) == (NOW,)
