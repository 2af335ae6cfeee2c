"""Signatures of filed files made to last while their certificates can still be proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pyhanko.pdf_utils.misc import PdfError

from pipeline.archive.signing.levels import can_be_signed_later, open_timestamper
from pipeline.archive.signing.trust import load_trust
from pipeline.archive.signing.updates.extending import LASTING, extend, renewal_due
from pipeline.archive.verify.made import judge_signed
from pipeline.common.clock import now
from pipeline.errors import InputError, UsageError
from pipeline.open_archive import Archive
from pipeline.runner.commit import locate_files
from pipeline.runner.signing.desk import SigningDesk
from pipeline.runner.signing.refusals import keep_refusals
from pipeline.store.parquet import ParquetStore
from pipeline.store.typed import read_rows
from schemas.archive import SignedPdf
from schemas.states import SignatureLevel
from schemas.tables.rows import DocumentRow

STAMPED = frozenset({SignatureLevel.B_T.value, SignatureLevel.B_LT.value})
"""Levels that become B-LTA. A B-B has no time that could be proven."""


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A document whose signature may have to be extended."""

    document_id: str
    pdf_path: str
    signature_level: str


@dataclass(slots=True)
class Upgrading:
    """What a call extended, what lasts as it is, what it refused, and what it left for later."""

    extended: int = 0
    lasting: int = 0
    refused: list[tuple[SignedDocument, InputError]] = field(default_factory=list)
    left: list[SignedDocument] = field(default_factory=list)


def extendable(store: ParquetStore) -> list[SignedDocument]:
    """Documents with a timestamp in their signature, those without validation data first."""
    where = {"signature_level": [*STAMPED, LASTING]}
    found = read_rows(store, "documents", SignedDocument, where=where)
    return sorted(
        found, key=lambda one: (one.signature_level == LASTING, one.document_id)
    )


def upgrade_documents(
    archive: Archive, documents: Sequence[SignedDocument]
) -> Upgrading:
    """Bring B-T and B-LT to B-LTA, and renew B-LTA that lapses soon, until the time-stamper does
    not answer. Files whose bytes are not those of the record are refused.

    Raises:
        UsageError: `no_timestamper`, `trust_invalid`, or the time-stamper's key is no usable one.
    """
    desk, done, moment = _desk(archive), Upgrading(), now()
    gone = False
    with archive.folder.sign_lock():
        for document in documents:
            if not _is_due(archive, document, moment):
                done.lasting += 1
            elif gone:
                done.left.append(document)
            else:
                try:
                    done.extended += desk.replace(document.document_id)
                except InputError as error:
                    gone = can_be_signed_later(error)
                    if gone:
                        done.left.append(document)
                    else:
                        done.refused.append((document, error))
    keep_refusals(archive, [(one.document_id, error) for one, error in done.refused])
    return done


def _desk(archive: Archive) -> SigningDesk:
    keys, settings = archive.folder.keys, archive.settings.keys
    timestamper = open_timestamper(keys, settings)
    if timestamper is None:
        raise UsageError(
            "no_timestamper",
            "signatures are extended by a time-stamper, and none is named",
            item="keys.tsa_url",
            remedy="set keys.tsa_url to the address of a time-stamping service (RFC 3161)",
        )
    trust = load_trust(keys)

    def extended(row: DocumentRow, pdf: Path, aside: Path) -> SignedPdf:
        made = extend(pdf, aside, timestamper, trust)
        return replace(made, verdict=judge_signed(aside, keys))

    return SigningDesk(archive, "", extended, STAMPED | {LASTING})


def _is_due(archive: Archive, document: SignedDocument, moment: datetime) -> bool:
    if document.signature_level != LASTING:
        return True
    pdf, _ = locate_files(archive.folder, document.pdf_path)
    try:
        return renewal_due(pdf, moment)
    except (OSError, PdfError, ValueError):
        return True  # the desk says what is wrong with it
