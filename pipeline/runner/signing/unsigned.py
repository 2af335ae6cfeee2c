"""Which filed documents have no signature, and which of them wait for one."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.store.parquet import ParquetStore
from pipeline.store.typed import read_rows
from schemas.states import SignatureLevel


@dataclass(frozen=True, slots=True)
class UnsignedDocument:
    """A filed document without a signature; `awaits_signature` names the profile that was to sign
    it, None where signing was switched off."""

    document_id: str
    pdf_path: str
    operator: str | None
    awaits_signature: str | None


def list_unsigned(store: ParquetStore) -> list[UnsignedDocument]:
    """All of them."""
    return read_rows(
        store,
        "documents",
        UnsignedDocument,
        where={"signature_level": [SignatureLevel.UNSIGNED.value]},
    )


def list_awaiting(store: ParquetStore) -> list[UnsignedDocument]:
    """Those that were to be signed when the time-stamper did not answer."""
    return [one for one in list_unsigned(store) if one.awaits_signature is not None]
