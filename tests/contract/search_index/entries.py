"""Entries of an index, and what is found by words."""

from __future__ import annotations

from pipeline.search.engine import IndexEntry
from pipeline.search.request import SearchRequest


def entry(key, *texts, code="H49-240102-0001", ordinal=1, kind="other", **values):
    shape = {"title": None, "number": None, "issuer": None, "names": (), **values}
    return IndexEntry(
        document_id=key,
        dossier_code=code,
        ordinal=ordinal,
        pdf_path=f"documents/H49/2024/{code}/{code}.{ordinal}.pdf",
        document_type=kind,
        pages=tuple(enumerate(texts, 1)),
        **shape,
    )


def found(index, words, **options):
    return [
        hit.document_id for hit in index.search(SearchRequest(words, **options)).hits
    ]


NAMES = [
    entry("plain", "Ho ten: NGUYEN VAN AN, sinh nam 1975"),
    entry("exact", "Họ tên: Nguyễn Văn An, sinh năm 1975"),
    entry("other", "Họ tên: Nguyên Vân Ân, sinh năm 1975"),
    entry("apart", "Bà An ở xã Văn Lâm, con ông Nguyễn Bình"),
    entry("none", "Họ tên: Trần Văn Bình"),
]


PAPERS = [
    entry(
        key,
        "quyết định về việc",
        kind=kind,
        number=number,
        agency_code=agency,
        level="commune",
        issued_date=day,
        issued_year=int(day[:4]) if day else None,
        signature_level=signature,
        outcomes=outcomes,
        citizens=citizens,
        identifiers=identifiers,
    )
    for key, kind, number, agency, day, signature, outcomes, citizens, identifiers in (
        (
            "a",
            "quyet_dinh",
            "123/QĐ-UBND",
            "H1",
            "2024-03-01",
            "B-LTA",
            ("matched",),
            ("001090000123",),
            ("012345678",),
        ),
        (
            "b",
            "quyet_dinh",
            "124/QĐ-UBND",
            "H1",
            "2023-12-31",
            "unsigned",
            ("review",),
            (),
            (),
        ),
        ("c", "giay_moi", "123/GM", "H2", None, "B-LTA", ("matched", "review"), (), ()),
    )
]
