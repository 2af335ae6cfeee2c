"""`sign-begin`, `sign-finish`: a clerk's own program signs the hash of what was filed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.archive.signing.by_hash import (
    HASH,
    Prepared,
    Shown,
    finish,
    prepare,
    signer_certificate,
)
from pipeline.archive.signing.credentials import Credential
from pipeline.archive.signing.holders import require_holder
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import DEVELOPMENT_LINE
from pipeline.archive.verify.received import judge_received
from pipeline.common.clock import now
from pipeline.common.files import sha256_of, write_synced
from pipeline.desk.desk import Desk
from pipeline.desk.kept.session import DeskSession
from pipeline.errors import UsageError
from pipeline.open_archive import Access, Archive, open_archive
from pipeline.runner.signing.late_signing import put_signed
from pipeline.runner.signing.stamp_place import free_place
from pipeline.runner.signing.unsigned import UnsignedDocument, list_unsigned
from schemas.answers.desk import HashToSign, SignBeginAnswer, SignFinishAnswer
from schemas.archive import ReceivedVerdict
from schemas.codec import from_plain, to_plain
from schemas.states import SignatureLevel

_LEVEL = SignatureLevel.B_B


@dataclass(frozen=True, slots=True)
class _Ready:
    """A prepared file: the SHA-256 of what it was made of, and where its room is."""

    of: str
    prepared: Prepared


def begin_signing(desk: Desk, session: DeskSession) -> SignBeginAnswer:
    """Make what a session has filed ready to be signed; gives the hashes.

    Called again it gives the same hashes, for as long as nothing was signed.

    Raises:
        UsageError: `nothing_to_sign`.
    """
    with open_archive(desk.archive, desk.settings, Access.READ) as archive:
        waiting = list(_find_waiting(archive, session))
        if not waiting:
            raise _nothing_error(session.dossier_code)
        hashes = tuple(_make_ready(desk, archive, one) for one in waiting)
    return SignBeginAnswer(session.id, session.dossier_code, HASH, hashes)


def _nothing_error(item: str) -> UsageError:
    return UsageError(
        "nothing_to_sign",
        "nothing of this clerk waits for a signature here",
        item=item,
        remedy="file the papers first: sohoa desk done",
    )


def _find_waiting(archive: Archive, session: DeskSession) -> Iterator[UnsignedDocument]:
    """What this clerk has filed in the dossier and not signed yet."""
    for one in list_unsigned(archive.store):
        of_dossier = one.document_id.rpartition(".")[0] == session.dossier_code
        mine = one.operator == session.operator and one.awaits_signature is not None
        if of_dossier and mine:
            yield one


def _make_ready(desk: Desk, archive: Archive, document: UnsignedDocument) -> HashToSign:
    pdf = archive.folder.root / document.pdf_path
    place, told = _places(desk, document)
    of = sha256_of(pdf)
    known = _read_known(told)
    if known is None or known.of != of or not place.is_file():
        known = _Ready(of, _prepare(desk, document, pdf, place))
        write_synced(told, json.dumps(to_plain(known)).encode(), 0o600)
    return HashToSign(document.document_id, known.prepared.digest)


def _prepare(
    desk: Desk, document: UnsignedDocument, pdf: Path, place: Path
) -> Prepared:
    profile = profile_named(document.awaits_signature or "")
    notes = (DEVELOPMENT_LINE,) if desk.settings.keys.development else ()
    shown = Shown(profile, document.operator or "", notes, now())
    size = shown.layout.size_pt if shown.layout else None
    shown = replace(shown, box=free_place(pdf, profile.corner, size))
    place.touch(0o600)
    return prepare(pdf, place, shown)


def _places(desk: Desk, document: UnsignedDocument) -> tuple[Path, Path]:
    """Where the prepared file lies, and what is known of it."""
    name = re.sub(r"[^A-Za-z0-9.-]", "_", document.document_id)
    folder = desk.state.root / "prepared"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{name}.pdf", folder / f"{name}.json"


def _read_known(told: Path) -> _Ready | None:
    try:
        return from_plain(_Ready, json.loads(told.read_bytes()))
    except (OSError, ValueError):
        return None


def finish_signing(
    desk: Desk, session: DeskSession, document_id: str, signature: bytes
) -> SignFinishAnswer:
    """Embed a CMS; what is embedded verifies, else nothing is changed.

    Raises:
        UsageError: `nothing_to_sign`, `cms_unreadable`, `cms_other_hash`, `cms_not_pades`,
            `cms_too_large`, `cms_invalid`, `signer_mismatch` (another person's certificate).
        InputError: `file_changed`.
    """
    with open_archive(desk.archive, desk.settings, Access.WRITE) as archive:
        waits = {one.document_id: one for one in _find_waiting(archive, session)}
        document = waits.get(document_id)
        if document is None:
            raise _nothing_error(document_id)
        place, told = _places(desk, document)
        known = _read_known(told)
        if known is None or not place.is_file():
            raise _nothing_error(document_id)
        profile = profile_named(document.awaits_signature or "")
        holder = Credential(None, signer_certificate(signature), ())
        require_holder(holder, profile, session.operator, "CMS")
        pdf = archive.folder.root / document.pdf_path
        aside = pdf.with_name(f".{pdf.name}.signing")
        with _copy_aside(place, aside):
            finish(aside, known.prepared, signature)
            verdict = _require_sound(aside, archive)
            put_signed(archive, document, aside, _LEVEL)
        place.unlink(missing_ok=True)
        told.unlink(missing_ok=True)
        sha256 = sha256_of(pdf)
    return SignFinishAnswer(session.id, document_id, _LEVEL, sha256, str(verdict))


@contextmanager
def _copy_aside(place: Path, aside: Path) -> Iterator[None]:
    """A copy beside the filed document for as long as the block lasts."""
    aside.unlink(missing_ok=True)
    try:
        aside.write_bytes(place.read_bytes())
        yield
    finally:
        aside.unlink(missing_ok=True)


def _require_sound(path: Path, archive: Archive) -> ReceivedVerdict:
    _, verdict = judge_received(path, archive.folder.keys)
    if verdict.needs_review:
        raise UsageError(
            "cms_invalid",
            f"the signature does not verify: {verdict}",
            item="CMS",
            remedy="sign the hash of sign-begin again; the certificate must be valid today",
            values={"verdict": verdict},
        )
    return verdict
