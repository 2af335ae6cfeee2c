"""What made papers say of themselves; it loads little, for memory is measured beside it."""

from __future__ import annotations

from datetime import date

from pipeline.common.clock import now
from schemas.archive import FileDescription

OPERATOR = "Nguyễn Thị Mẫu"


def describe_paper(rules: str) -> FileDescription:
    """What the file of a made paper says of itself, under an edition of the rules."""
    return FileDescription(
        dossier_code="H26.27-241105-0012",
        ordinal=1,
        title="Quyết định",
        document_type="quyet_dinh",
        number="1",
        issued_date=date(2024, 11, 5),
        issuer="UBND xã Mẫu",
        rules_edition=rules,
        operator=OPERATOR,
        created_at=now(),
    )
