"""Which PAdES level a set-up allows, and its time-stamper."""

from __future__ import annotations

from pathlib import Path

from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError

from pipeline.archive.signing.credentials import load_credential
from pipeline.archive.signing.loaded import DevelopmentTimeStamper, LoadedSigner
from pipeline.archive.signing.profiles import SigningProfile
from pipeline.archive.signing.timestamps import (
    CLOCK,
    EXPIRED,
    ServiceTimeStamper,
    UnfitTimestampError,
)
from pipeline.archive.signing.tokens import GONE
from pipeline.archive.signing.trust import Trust
from pipeline.config import KeySettings
from pipeline.errors import DigitizationError, UsageError
from schemas.states import SignatureLevel

UNREACHABLE = "tsa_unreachable"
FAILED = "tsa_failed"
DIGEST = "sha256"
_SETTING = "keys.tsa_url"
_PATIENCE = 30.0
"""Seconds that a service may take for an answer."""


def can_be_signed_later(error: DigitizationError) -> bool:
    """Whether a file could not be signed only because the time-stamper or the token is away, or the
    time-stamper's stamps are worth nothing for now."""
    return error.code in {UNREACHABLE, FAILED, GONE, EXPIRED, CLOCK}


def open_timestamper(keys_dir: Path, keys: KeySettings) -> TimeStamper | None:
    """The service of the settings; with development keys and no service, the one made with them."""
    if keys.tsa_url:
        return ServiceTimeStamper(keys.tsa_url, timeout=_PATIENCE)
    if keys.development and (keys_dir / "tsa.p12").exists():
        return DevelopmentTimeStamper(load_credential(keys_dir, "tsa.p12", keys))
    return None


async def reachable_level(
    profile: SigningProfile,
    signer: LoadedSigner,
    timestamper: TimeStamper | None,
    trust: Trust,
) -> str:
    """The highest level up to the profile's that time-stamper and revocation data allow.

    Raises:
        UsageError: a time-stamper is named and gives no stamp (`tsa_unreachable`), or none that
            is worth anything (`tsa_expired`, `tsa_clock`).
    """
    if timestamper is None or profile.level == SignatureLevel.B_B.value:
        return SignatureLevel.B_B
    try:
        await timestamper.async_dummy_response(DIGEST)
    except UnfitTimestampError as error:
        raise UsageError(
            error.code, str(error), item=_SETTING, remedy=error.remedy
        ) from error
    except (TimestampRequestError, OSError) as error:
        raise UsageError(
            UNREACHABLE,
            "the time-stamper does not answer, or not with a timestamp",
            item=_SETTING,
            remedy="check its address and the network, or clear keys.tsa_url to sign without "
            "time-stamps",
        ) from error
    context = trust.context(strict=True)
    validator = CertificateValidator(
        signer.signing_cert,
        intermediate_certs=signer.cert_registry,
        validation_context=context,
    )
    try:
        await validator.async_validate_usage(set())
        async for _ in timestamper.validation_paths(context):
            pass
    except (PathBuildingError, ValidationError):
        return SignatureLevel.B_T
    return profile.level
