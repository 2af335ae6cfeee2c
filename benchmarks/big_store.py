"""A made-up archive of any size: a record as many nights of 20,000 one-page documents leave it.

    python -m benchmarks.big_store FOLDER --documents 2000000
    python -m benchmarks.big_store FOLDER --documents 10000000 --only documents --only matches

Only the store is filled (no files, no index). Codes of all agencies stand in every night, so that
no part holds a stretch of its own; one document in 5,000 waits for a person; every dossier stands
in one of the two registers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.operations.upkeep.create import create_archive
from pipeline.store.folder_place import FolderPlace
from pipeline.store.manifest import read_manifest, write_manifest
from pipeline.store.parts import write_part
from pipeline.store.record import Part
from schemas.tables.arrow import TABLES

NIGHT = 20_000
AGENCIES = 40
IN_REVIEW = 5_000
_VOCABULARY = (
    "ủy ban nhân dân phường quyết định về việc cấp giấy khai sinh chứng nhận quyền sử dụng đất đơn "
    "đề nghị xác nhận họ tên ngày tháng năm nơi cư trú căn cước công dân số do cục cảnh sát quản "
    "lý hành chính trật tự xã hội căn cứ luật tổ chức chính quyền địa phương xét tờ trình của "
    "phòng tư pháp thửa đất tờ bản đồ diện tích mục đích thời hạn nguồn gốc người cha mẹ quốc tịch "
    "dân tộc kinh nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý văn thị "
    "hữu minh an bình cường dũng giang hà hải hạnh hòa hùng lan linh long mai nam nga ngọc phúc"
)
_TEXTS = 4_000
_WORDS_A_TEXT = 110


def make_big_store(
    folder: Path,
    documents: int,
    *,
    only: Collection[str] = tuple(TABLES),
    seed: int = 1,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Make an archive in `folder` with so many documents, or with some tables of it."""
    archive = create_archive(folder, development_keys=False)
    texts = make_texts(np.random.default_rng(seed))
    manifest = read_manifest(FolderPlace(archive.store))
    parts: dict[str, list[Part]] = {name: [] for name in TABLES}
    nights = range(0, documents, NIGHT)
    for commit, start in enumerate(nights, start=1):
        made = night(start, min(NIGHT, documents - start), texts)
        for name in made.keys() & set(only):
            parts[name].append(
                write_part(FolderPlace(archive.store), name, commit, made[name]())
            )
        tell(f"{start + NIGHT:,} documents")
    registers = _registers(documents)
    for name in registers.keys() & set(only):
        parts[name] = [
            write_part(FolderPlace(archive.store), name, len(nights), registers[name]())
        ]
    tables = {name: tuple(found) for name, found in parts.items()}
    write_manifest(
        FolderPlace(archive.store), replace(manifest, commit=len(nights), tables=tables)
    )


def code_of(number: int) -> str:
    """The dossier code of a document by its number, from 0."""
    return str(_codes(np.array([number]))[0])


def citizen_of(number: int) -> str:
    """The citizen whose paper a document is."""
    return f"{1_090_000_000 + number:012d}"


def night(start: int, size: int, texts: pa.Array) -> dict[str, Callable[[], pa.Table]]:
    """What makes the rows of one night, by table."""
    numbers = np.arange(start, start + size)
    codes = _codes(numbers)
    ids = pc.binary_join_element_wise(codes, "1", ".")
    agencies = pc.utf8_slice_codeunits(codes, 0, 6)
    waits = pa.array(numbers % IN_REVIEW == 0)
    text = texts.take(pa.array((numbers * 7919) % len(texts)))
    hashes = pa.array([f"{number:064x}" for number in numbers])
    citizens = pa.array([citizen_of(number) for number in numbers.tolist()])
    return {
        "documents": partial(
            made_table,
            "documents",
            document_id=ids,
            dossier_code=codes,
            ordinal=1,
            kind=pc.if_else(pa.array(numbers % 2 == 0), "result", "component"),
            agency_code=agencies,
            level="commune",
            document_type="giay_khai_sinh",
            title="Giấy khai sinh",
            number=pc.binary_join_element_wise(
                pa.array(numbers.astype(str)), "GKS", "/"
            ),
            issued_date="2024-05-06",
            issued_year=2024,
            issuer="Ủy ban nhân dân phường Láng Đông",
            still_valid=True,
            page_count=1,
            blank_pages=0,
            text=text,
            source_sha256=hashes,
            pdf_path=pc.binary_join_element_wise(
                "documents", agencies, "2024", codes, ids, "/"
            ),
            pdf_sha256=hashes,
            pdf_bytes=90_000,
            signature_level="B-LTA",
            batch_id=f"run-{start // NIGHT:05d}",
            digitized_at="2024-05-07T01:02:03.000+07:00",
            settings_digest="0123456789abcdef",
            status=pc.if_else(waits, "needs_review", "done"),
            review_reasons=pa.array(
                [["type_unknown"] if one else [] for one in waits.to_pylist()]
            ),
        ),
        "pages": partial(
            made_table,
            "pages",
            document_id=ids,
            page=1,
            width_px=1654,
            height_px=2339,
            dpi=200.0,
            skew_deg=0.1,
            rotation_deg=0,
            is_blank=False,
            text=text,
            ocr_confidence=0.97,
            image_sha256=hashes,
        ),
        "fields": partial(_fields, ids, citizens),
        "matches": partial(
            made_table,
            "matches",
            document_id=ids,
            role="subject",
            role_index=1,
            outcome="matched",
            citizen_id=citizens,
            weight=20.0,
            probability=0.9999,
            explanation="họ tên: khớp hoàn toàn (+9,0); ngày sinh: khớp hoàn toàn (+8,1)",
        ),
        "events": partial(
            made_table,
            "events",
            at="2024-05-07T01:02:03.000+07:00",
            actor="sohoa",
            action="ingestion",
            item=ids,
            detail=hashes,
        ),
    }


def _codes(numbers: np.ndarray) -> pa.Array:
    """Codes as offices give them: agency, day, number; a night holds many of each."""
    return pa.array(
        [
            f"H26.{n % AGENCIES:02d}-24{n // 50_000 % 12 + 1:02d}{n % 28 + 1:02d}-{n:07d}"
            for n in numbers.tolist()
        ]
    )


def _fields(ids: pa.Array, citizens: pa.Array) -> pa.Table:
    values: Mapping[str, pa.Array | str] = {
        "full_name": "Nguyễn Văn An",
        "birth_date": "1990-01-02",
        "gender": "M",
        "address": "phường Láng Đông",
        "citizen_id": citizens,
    }
    tables = [
        made_table(
            "fields",
            document_id=ids,
            role="subject",
            role_index=1,
            name=name,
            value=value,
            raw_value=value,
            confidence=0.95,
            page=1,
            x0=200.0,
            y0=300.0,
            x1=600.0,
            y1=330.0,
            method="ocr",
            handwritten=False,
            needs_review=False,
        )
        for name, value in values.items()
    ]
    return pa.concat_tables(tables)


def _registers(documents: int) -> dict[str, Callable[[], pa.Table]]:
    numbers = np.arange(documents)
    results, exported = numbers[numbers % 2 == 0], numbers[numbers % 2 == 1]
    codes, others = _codes(results), _codes(exported)
    names = {"agency_name": "UBND phường Láng Đông", "level": "commune"}
    return {
        "past_results": partial(
            made_table,
            "past_results",
            dossier_code=codes,
            agency_code=pc.utf8_slice_codeunits(codes, 0, 6),
            still_valid=True,
            **names,
        ),
        "one_stop": partial(
            made_table,
            "one_stop",
            dossier_code=others,
            agency_code=pc.utf8_slice_codeunits(others, 0, 6),
            received_at="2024-05-06T08:00:00+07:00",
            finished_at="2024-05-16T08:00:00+07:00",
            status="finished",
            online=False,
            **names,
        ),
    }


def made_table(table: str, /, **columns: object) -> pa.Table:
    """A table of the store; single values stand in every row, columns left out are null."""
    size = max(len(one) for one in columns.values() if isinstance(one, pa.Array))
    schema = TABLES[table]
    arrays = [_column(columns.get(field.name), field.type, size) for field in schema]
    return pa.table(arrays, schema=schema)


def _column(value: object, kind: pa.DataType, size: int) -> pa.Array:
    if value is None:
        return pa.nulls(size, kind)
    if isinstance(value, pa.Array | pa.ChunkedArray):
        return value.cast(kind)
    return pa.repeat(pa.scalar(value, kind), size)


def make_texts(random: np.random.Generator) -> pa.Array:
    """What stands on the papers: a few thousand texts of words that offices use."""
    words = _VOCABULARY.split()
    picks = random.integers(0, len(words), (_TEXTS, _WORDS_A_TEXT))
    return pa.array([" ".join(words[at] for at in row) for row in picks.tolist()])


def main() -> None:
    """Make one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--only", action="append", choices=list(TABLES), default=None)
    options = parser.parse_args()
    make_big_store(
        options.folder,
        options.documents,
        only=options.only or tuple(TABLES),
        tell=lambda line: print(line, file=sys.stderr),
    )


if __name__ == "__main__":
    main()
