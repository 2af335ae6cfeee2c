"""Five finished dossiers, and a portal that takes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.config import Settings, load_settings
from pipeline.operations.exporting.portal import (
    Asked,
    report_to_portal,
)
from pipeline.store.parquet import ParquetStore
from pipeline.store.record import StoreChange
from schemas.tables.rows import DocumentRow
from tests.support.portal_server import (
    Portal,
    serving,
)
from tests.unit.operations.exporting.conftest import DECISION

TOKEN = "k-1f83"
CODES = ("A-1", "B-1", "C-1", "D-1", "E-1")


def settings(**portal: object) -> Settings:
    wanted = {"token": TOKEN, "timeout_seconds": 60, **portal}
    return load_settings(environ={}, options={"lang": "en", "portal": wanted})


def one_stop(code: str, **values: object) -> dict[str, object]:
    return {
        "dossier_code": code,
        "agency_code": "H26",
        "agency_name": "Ủy ban nhân dân phường An Khê",
        "level": "commune",
        "procedure_code": "1.013236",
        "received_at": "2024-10-01T08:00:00+07:00",
        "due_at": None,
        "finished_at": "2024-11-05T16:30:00+07:00",
        "status": "finished",
        "applicant_name": "Nguyễn Thị Mẫu",
        "applicant_id": "001185000001",
        "online": False,
        "reused_components": 0,
        **values,
    }


def result(code: str, **values: object) -> DocumentRow:
    name = f"{code}.1"
    return replace(
        DECISION,
        document_id=name,
        dossier_code=code,
        ordinal=1,
        pdf_path=f"documents/H26/2024/{code}/{name}.pdf",
        **values,
    )


@pytest.fixture
def file(folder):
    """Files rows of documents, and the one-stop register where rows of it are given."""

    def commit(
        *documents: DocumentRow, register: list[dict[str, object]] | None = None
    ):
        change = StoreChange(
            replace_documents={
                row.document_id: {"documents": [row]} for row in documents
            },
            replace_tables={} if register is None else {"one_stop": register},
        )
        return ParquetStore(folder.store).commit(change)

    return commit


@pytest.fixture
def finished(file) -> None:
    """Five finished dossiers, each with a result."""
    file(
        *(result(code) for code in CODES),
        register=[one_stop(code) for code in CODES],
    )


@pytest.fixture
def portal():
    with serving() as one:
        yield one


class Pauses(list[float]):
    """What was waited, without waiting."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def report(folder, portal: Portal, pauses: Pauses | None = None, **asked: object):
    wait = Pauses() if pauses is None else pauses
    return report_to_portal(
        folder.root, settings(), Asked(**{"to": portal.url, **asked}), wait
    )
