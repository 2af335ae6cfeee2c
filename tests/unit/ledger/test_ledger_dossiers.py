"""Folder names of dossiers: one each, for good."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ledger.connection import Connection
from pipeline.ledger.dossiers import Dossiers
from tests.unit.ledger.ledger_rows import BROKEN, received


def test_codes_that_look_alike_get_numbers(ledger):
    names = [ledger.dossiers.folder(code) for code in ("A B", "A_B", "A/B", "A B")]
    assert names == ["A_B", "A_B~2", "A_B~3", "A_B"]


@settings(deadline=None, max_examples=20)
@given(codes=st.lists(st.text("AB /:_", min_size=1, max_size=3), max_size=8))
def test_no_two_codes_share_a_folder_and_none_changes_its_own(tmp_path_factory, codes):
    connection = Connection.to_write(tmp_path_factory.mktemp("kho") / "ledger.sqlite")
    dossiers = Dossiers(connection)
    first = {code: dossiers.folder(code) for code in codes}
    assert {code: dossiers.folder(code) for code in codes} == first
    assert len(set(first.values())) == len(first)
    connection.close()


def test_what_of_a_dossier_is_not_filed_is_named(ledger):
    for number, code in enumerate(("A-1", "A-1", "B-1")):
        ledger.documents.add(
            received(code, f"sha-{number}", f"{number}.pdf"), f"sha-{number}", 1, "b1"
        )
    ledger.refusals.add("e1", "/inbox", "A-1/scan.exe", "A-1", BROKEN, "b1")
    ledger.refusals.add("e2", "/inbox", "other.exe", "B-2", BROKEN, "b1")
    assert sorted(ledger.dossiers.list_unfiled("A-1")) == [
        "0.pdf",
        "1.pdf",
        "A-1/scan.exe",
    ]
    assert ledger.dossiers.list_unfiled("C-1") == []
