"""The `sign` command: what was filed unsigned is signed."""

from __future__ import annotations

from pathlib import Path

from pipeline import registry
from pipeline.config import Settings
from pipeline.errors import DeferredError, UsageError
from pipeline.messages import localized
from pipeline.open_archive import Access, open_archive
from pipeline.runner.signing.late_signing import LateSigning, sign_unsigned
from schemas.answers.checks import NotSignedJson, SignAnswer


def sign_waiting(archive: Path, settings: Settings, *, upgrade: bool) -> SignAnswer:
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
        DeferredError: `upgrade`, which is not there yet.
    """
    _check(settings, upgrade=upgrade)
    with open_archive(archive, settings, Access.WRITE) as opened:
        keys, profile = str(opened.folder.keys), settings.archive.profile_run
        level = registry.file_signer(settings, profile, keys, settings.operator).level
        done = sign_unsigned(opened)
        opened.note_act("signed", f"{done.signed} documents")
        return {
            "signed": done.signed,
            "level": level,
            "refused": _refused_json(done, settings.lang),
            "waiting": len(done.left),
        }


def _check(settings: Settings, *, upgrade: bool) -> None:
    if upgrade:
        raise DeferredError(
            "upgrade_deferred",
            "extending signatures is not there yet; nothing was changed",
            item="--upgrade",
            remedy="files made with a time-stamper and revocation lists are at B-LTA from the "
            "start",
        )
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


def _refused_json(done: LateSigning, lang: str) -> list[NotSignedJson]:
    found: list[NotSignedJson] = []
    for row, error in done.refused:
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
