"""The `sign` command: what was filed unsigned is signed, what was signed is made to last."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import pikepdf

from pipeline import registry
from pipeline.archive.verify.written import check_structure
from pipeline.common.clock import now
from pipeline.common.files import replace_file, sync_folder
from pipeline.config import Settings
from pipeline.errors import InputError, UsageError
from pipeline.messages import localized
from pipeline.open_archive import Access, open_archive
from pipeline.runner.signing.late_signing import sign_unsigned
from pipeline.runner.signing.upgrading import extendable, upgrade_documents
from pipeline.trouble import storage_at
from schemas.answers.checks import NotSignedJson, SignAnswer, UpgradeAnswer
from schemas.archive import ArchivalPdf

_APPROVED = "Phê duyệt"


def sign_waiting(archive: Path, settings: Settings) -> SignAnswer:
    """Sign every `unsigned` file; each is replaced only when its signed copy is whole.

    Files of runs are signed by the run's profile, what waits for a clerk's signature only where
    that clerk asks. A file whose bytes are not those of the record is not signed: that would make a
    change lawful. It is named in `refused`, with an event, and stays unsigned; so does one that is
    gone or can't be signed. The others are signed.

    Returns:
        {"signed", "level", "refused": [{"document_id", "path", "code", "message", "remedy"}],
        "waiting"}; `waiting` counts files that were not tried: the time-stamper does not answer, or
        another clerk must sign.

    Raises:
        UsageError: no operator, no usable key, or signing is switched off.
    """
    _check(settings)
    with open_archive(archive, settings, Access.WRITE) as opened:
        keys, profile = str(opened.folder.keys), settings.archive.profile_run
        level = registry.file_signer(settings, profile, keys, settings.operator).level
        done = sign_unsigned(opened)
        opened.note_act("signed", f"{done.signed} documents")
        return {
            "signed": done.signed,
            "level": level,
            "refused": _refusals_json(done.refused, settings.lang),
            "waiting": len(done.left),
        }


def extend_signatures(archive: Path, settings: Settings) -> UpgradeAnswer:
    """Bring signatures of level B-T and B-LT to B-LTA, and renew those of level B-LTA whose last
    timestamp lapses soon (`configs/algorithms.toml`); nothing that is in a file changes.

    Returns:
        {"extended", "lasting", "refused", "waiting"}: `lasting` needs nothing yet; `waiting` counts
        files that wait for a time-stamper that does not answer. What was extended stays so.

    Raises:
        UsageError: no operator, no time-stamper, or signing is switched off.
    """
    _check(settings)
    with open_archive(archive, settings, Access.WRITE) as opened:
        done = upgrade_documents(opened, extendable(opened.store))
        opened.note_act("signed", f"{done.extended} signatures extended")
        return {
            "extended": done.extended,
            "lasting": done.lasting,
            "refused": _refusals_json(done.refused, settings.lang),
            "waiting": len(done.left),
        }


def sign_file(archive: Path, settings: Settings, file: Path, out: Path) -> str:
    """Sign any PDF with the key of who asks, all of it, and write the signed file to `out`; gives
    the signature's level.

    Raises:
        UsageError: no operator, no usable key, `file` is no PDF, `sign_by_tool`.
        StorageError: `out` can't be written.
    """
    _check(settings)
    profile = settings.archive.profile_counter
    if registry.is_signed_by_tool(settings, profile):
        raise UsageError(
            "sign_by_tool",
            "clerks sign with a program of their own",
            item="keys.person",
            remedy="sign the file with that program",
        )
    pages = _count_pages(file)
    with (
        open_archive(archive, settings) as opened,
        tempfile.TemporaryDirectory(prefix="sohoa-") as place,
    ):
        keys = str(opened.folder.keys)
        signer = registry.file_signer(settings, profile, keys, settings.operator)
        plain = Path(place) / "plain.pdf"
        shutil.copyfile(file, plain)
        aside = Path(place) / "signed.pdf"
        made = signer.sign(
            ArchivalPdf(str(plain), "", pages, ()), aside, now(), reason=_APPROVED
        )
        with storage_at(out.parent):
            replace_file(out, aside.read_bytes())
            sync_folder(out.parent)
        opened.note_look("signed", file.name, made.sha256)
    return made.level


def _count_pages(file: Path) -> int:
    if not file.is_file() or check_structure(file, archival=False) is not None:
        raise UsageError(
            "no_pdf_to_sign",
            "this is no whole PDF",
            item=str(file),
            remedy="name the PDF that is to be signed",
        )
    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


def _check(settings: Settings) -> None:
    if settings.signing == "none":
        raise UsageError(
            "signing_off",
            "signing is switched off",
            item="signing",
            remedy='set signing = "profiles"',
        )
    if not settings.operator.strip():
        raise UsageError(
            "no_operator",
            "who signs is not named",
            item="operator",
            remedy='give --operator "NAME"',
        )


class _Filed(Protocol):
    @property
    def document_id(self) -> str: ...
    @property
    def pdf_path(self) -> str: ...


def _refusals_json(
    refused: Iterable[tuple[_Filed, InputError]], lang: str
) -> list[NotSignedJson]:
    found: list[NotSignedJson] = []
    for row, error in refused:
        message, remedy = localized(error.code, error.message, error.remedy, lang)
        found.append(
            {
                "document_id": row.document_id,
                "path": row.pdf_path,
                "code": error.code,
                "message": message,
                "remedy": remedy,
            }
        )
    return found
