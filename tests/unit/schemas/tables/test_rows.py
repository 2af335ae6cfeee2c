"""Records of rows and Arrow schemas are one description."""

import dataclasses
import json
from types import NoneType, UnionType
from typing import get_args, get_origin, get_type_hints

import pyarrow as pa
import pytest

from schemas.codec import from_plain, to_plain
from schemas.tables.arrow import TABLES
from schemas.tables.rows import (
    DocumentRow,
    EventRow,
    FieldRow,
    MatchRow,
    PageRow,
    column_names,
    make_event,
    values_of,
)
from schemas.work import DocumentRows

RECORDS = {
    "documents": DocumentRow,
    "pages": PageRow,
    "fields": FieldRow,
    "matches": MatchRow,
    "events": EventRow,
}
ARROW = {
    str: pa.types.is_string,
    int: pa.types.is_integer,
    float: pa.types.is_floating,
    bool: pa.types.is_boolean,
    tuple: pa.types.is_list,
}


def plain_type(hint: object) -> type:
    """`str | None` → str, `tuple[str, ...]` → tuple."""
    if isinstance(hint, UnionType):
        (hint,) = (one for one in get_args(hint) if one is not NoneType)
    return get_origin(hint) or hint


@pytest.mark.parametrize("table", RECORDS)
def test_a_record_has_the_columns_of_its_table_in_order(table):
    assert column_names(RECORDS[table]) == tuple(TABLES[table].names)


@pytest.mark.parametrize("table", RECORDS)
def test_a_records_fields_have_the_types_of_its_columns(table):
    hints = get_type_hints(RECORDS[table])
    for column in TABLES[table]:
        assert ARROW[plain_type(hints[column.name])](column.type), column.name


def some(kind):
    """A record with a value in every field."""
    hints = get_type_hints(kind)
    values = {str: "chữ", int: 2, float: 0.5, bool: True, tuple: ("a", "b")}
    return kind(
        **{
            entry.name: values[plain_type(hints[entry.name])]
            for entry in dataclasses.fields(kind)
        }
    )


@pytest.mark.parametrize("table", RECORDS)
def test_a_record_goes_into_arrow_and_comes_back(table):
    row = some(RECORDS[table])
    (back,) = pa.Table.from_pylist(
        [dict(values_of(row))], schema=TABLES[table]
    ).to_pylist()
    assert {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in back.items()
    } == (values_of(row))


def test_a_documents_rows_survive_the_work_folder():
    rows = DocumentRows(
        some(DocumentRow),
        (some(PageRow),),
        (some(FieldRow),),
        (some(MatchRow),),
        (some(EventRow),),
    )
    assert from_plain(DocumentRows, json.loads(json.dumps(to_plain(rows)))) == rows


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        (None, ""),
        ("as it is", "as it is"),
        ({"why": "cũ"}, '{"why": "cũ"}'),
        (["a"], '["a"]'),
    ],
)
def test_the_detail_of_an_event_is_text(detail, said):
    assert make_event("2026-01-02", "sohoa", "ingestion", "A.1", detail).detail == said


def test_plain_rows_pass_as_they_are():
    row = {"document_id": "A.1"}
    assert values_of(row) is row


def test_an_event_as_plain_values():
    event = make_event("2026-01-02", "An", "recovery", "x", {"why": "cũ"})
    assert values_of(event) == {
        "at": "2026-01-02",
        "actor": "An",
        "action": "recovery",
        "item": "x",
        "detail": '{"why": "cũ"}',
        "event_id": None,
    }
