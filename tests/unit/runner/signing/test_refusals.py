"""What could not be signed stands in the record; that a time-stamper is away does not."""

import json

import pytest

from pipeline.config import load_settings
from pipeline.errors import InputError, TransientInputError
from pipeline.open_archive import Access, open_archive
from pipeline.operations.upkeep.create import create_archive
from pipeline.runner.signing.refusals import keep_refusals
from pipeline.store.typed import read_rows
from schemas.tables.rows import EventRow


@pytest.fixture
def archive(tmp_path):
    root = create_archive(tmp_path / "kho", development_keys=False).root
    settings = load_settings(root, environ={}, options={"operator": "Lê Văn Thử"})
    with open_archive(root, settings, Access.WRITE) as opened:
        yield opened


def test_an_event_for_each_and_none_for_the_time_stamper(archive):
    refused = [
        ("A", InputError("file_changed", "m")),
        ("B", TransientInputError("tsa_failed", "m")),
        ("C", TransientInputError("signing_failed", "m")),
    ]
    keep_refusals(archive, refused)
    found = read_rows(archive.store, "events", EventRow)
    assert [(one.item, one.action, one.actor) for one in found] == [
        ("A", "fixity check", "Lê Văn Thử"),
        ("C", "digital signature generation", "Lê Văn Thử"),
    ]
    assert json.loads(found[0].detail) == {"outcome": "refused", "code": "file_changed"}


def test_nothing_refused_is_no_event(archive):
    keep_refusals(archive, [("B", TransientInputError("tsa_failed", "m"))])
    assert read_rows(archive.store, "events", EventRow) == []
