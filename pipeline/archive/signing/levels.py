"""Which PAdES level a set-up allows, and its time-stamper."""

from __future__ import annotations

from pathlib import Path

from asn1crypto import cms
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError

from pipeline.archive.signing.credentials import load_credential
from pipeline.archive.signing.loaded import DevelopmentTimeStamper, LoadedSigner
from pipeline.archive.signing.profiles import SigningProfile
from pipeline.archive.signing.trust import Trust
from pipeline.common.fault_points import reach
from pipeline.config import KeySettings
from pipeline.errors import DigitizationError, UsageError
from schemas.states import SignatureLevel

UNREACHABLE = "tsa_unreachable"
FAILED = "tsa_failed"
DIGEST = "sha256"
_NO_ANSWER = "the time-stamper gave no usable answer"
_PATIENCE = 30.0
"""Seconds that a service may take for an answer."""


def is_timestamper_gone(error: DigitizationError) -> bool:
    """Whether a file could not be signed for want of the time-stamper alone: it can be later."""
    return error.code in {UNREACHABLE, FAILED}


class ServiceTimeStamper(HTTPTimeStamper):
    """A time-stamping service. Whatever keeps it from answering as RFC 3161 says, be it the
    network, a proxy's page or a nonce of its own, is a TimestampRequestError, and no disk's."""

    async def async_timestamp(
        self, message_digest: bytes, md_algorithm: str
    ) -> cms.ContentInfo:
        """See pyHanko's TimeStamper."""
        reach("timestamp")
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except (
            Exception
        ) as error:  # pyHanko and asn1crypto have no class for a wrong answer
            raise TimestampRequestError(_NO_ANSWER) from error


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
        UsageError: `tsa_unreachable`: a time-stamper is named and gives no stamp.
    """
    if timestamper is None or profile.level == SignatureLevel.B_B.value:
        return SignatureLevel.B_B
    try:
        await timestamper.async_dummy_response(DIGEST)
    except (TimestampRequestError, OSError) as error:
        raise UsageError(
            UNREACHABLE,
            "the time-stamper does not answer",
            item="keys.tsa_url",
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
