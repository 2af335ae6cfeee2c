"""Folder names of dossiers: one each, for good."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ledger.connection import Connection
from pipeline.ledger.dossiers import Dossiers


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
