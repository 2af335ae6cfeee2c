"""The `sign` command: what was filed unsigned is signed, what was signed is made to last."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from pipeline import registry
from pipeline.config import Settings
from pipeline.errors import InputError, UsageError
from pipeline.messages import localized
from pipeline.open_archive import Access, open_archive
from pipeline.runner.signing.late_signing import sign_unsigned
from pipeline.runner.signing.upgrading import extendable, upgrade_documents
from schemas.answers.checks import NotSignedJson, SignAnswer, UpgradeAnswer


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
