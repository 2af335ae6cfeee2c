"""What procedures ask for, and what is to be done about each paper."""

from pathlib import Path

import pytest

from pipeline.desk.having import needed_papers
from pipeline.desk.procedures import load_procedures
from pipeline.errors import UsageError
from pipeline.extract.types import document_types
from pipeline.operations.finding.reusable import Reusable
from tests.support.store_rows import made_row

OWN = """
version = 1
source = "Quyết định của tỉnh"
[[procedures]]
code = "2.000635"
name = "Trích lục"
papers = [{ document_type = "to_khai", handling = "confidential", rule = "Mật" }]
"""


def on_file(document_type: str) -> Reusable:
    return made_row(
        Reusable,
        document_id="A-1.1",
        dossier_code="A-1",
        document_type=document_type,
        status="done",
        signature_level="B-B",
    )


def test_every_listed_paper_is_of_a_type_that_there_is(tmp_path: Path) -> None:
    procedures = load_procedures(tmp_path)
    codes = ("1.001193", "1.000894", "2.000635", "1.001776", "1.012753", "1.013236")
    for code in codes:
        known = procedures.named(code)
        assert known is not None
        for need in procedures.needs(known):
            assert document_types().resolve(need.document_type) == need.document_type
            assert need.rule and need.name


def test_a_provinces_own_list_stands_above(tmp_path: Path) -> None:
    assert load_procedures(tmp_path).named("9.999999") is None
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "own.toml").write_text(OWN, encoding="utf-8")
    procedures = load_procedures(tmp_path)
    known = procedures.named("2.000635")
    assert known is not None
    (need,) = procedures.needs(known)
    assert (need.handling, need.rule) == ("confidential", "Mật")
    (tmp_path / "procedures" / "own.toml").write_text(
        OWN.replace("handling", "x"), "utf-8"
    )
    with pytest.raises(UsageError):
        load_procedures(tmp_path)


def test_reuse_before_scanning(tmp_path: Path) -> None:
    procedures = load_procedures(tmp_path)
    known = procedures.named("2.000635")
    assert known is not None
    mine = [on_file("giay_khai_sinh"), on_file("the_can_cuoc")]
    actions = {
        one.document_type: (one.action, len(one.documents))
        for one in needed_papers(known, procedures, mine, online=False)
    }
    assert actions == {
        "to_khai": ("scan", 0),
        "giay_khai_sinh": ("reuse", 1),
        "the_can_cuoc": ("do_not_scan", 0),
    }
    online = {one.action for one in needed_papers(known, procedures, mine, online=True)}
    assert online == {"do_not_scan"}


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("1.013263", "1.013236"),
        ("1.01323", "1.013236"),
        ("Cấp giấy phép xây dựng", "1.013236"),
        ("cap giay phep xay dung nha o", "1.013236"),
        ("Trích lục hộ tịch", "2.000635"),
    ],
)
def test_what_is_typed_wrong_finds_the_nearest(
    tmp_path: Path, typed: str, nearest: str
) -> None:
    procedures = load_procedures(tmp_path)
    found = procedures.like(typed)
    assert found[0].code == nearest
    assert len(found) <= 3


@pytest.mark.parametrize("typed", ["", "9", "9.999999", "xyz", "\0"])
def test_what_is_like_nothing_finds_nothing(tmp_path: Path, typed: str) -> None:
    assert load_procedures(tmp_path).like(typed) == ()
