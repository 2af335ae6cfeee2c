"""A dossier as packages take it from the record."""

from __future__ import annotations

import pytest

from pipeline.errors import InputError
from pipeline.export.packages.rules import load_package_rules
from pipeline.open_archive import open_archive
from pipeline.operations.exporting.dossiers import read_dossier, require_finished
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from tests.unit.operations.exporting.conftest import CODE, paper
from tests.unit.operations.exporting.portal.conftest import one_stop


def test_papers_stand_in_their_order_under_the_agencys_name(folder, file_dossier):
    file_dossier()
    register = {"one_stop": [one_stop(CODE)]}
    ParquetStore(folder.store).commit(StoreChange(replace_tables=register))
    with open_archive(folder.root) as archive:
        dossier = read_dossier(archive, CODE, None, load_package_rules())
        require_finished(archive, dossier)
    assert [one.row.ordinal for one in dossier.papers] == [1, 2, 3]
    assert dossier.papers[1].subject == "Về việc cho phép chuyển mục đích sử dụng đất"
    assert dossier.agency_name == "Ủy ban nhân dân phường An Khê"
    assert (dossier.maintenance, len(dossier.events)) == ("01", 2)


def test_what_waits_for_a_signature_waits(folder, file_dossier):
    file_dossier((paper(1, awaits_signature="archive-organ"),))
    with open_archive(folder.root) as archive:
        dossier = read_dossier(archive, CODE, "05", load_package_rules())
        assert dossier.maintenance == "05"
        with pytest.raises(InputError, match=f"{CODE}.1"):
            require_finished(archive, dossier)
