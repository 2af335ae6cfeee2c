"""Which PAdES level a set-up allows, and its time-stamper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.errors import PathBuildingError, ValidationError

from pipeline.archive.signing.credentials import (
    DevelopmentTimeStamper,
    LoadedSigner,
    Trust,
    load_credential,
)
from pipeline.archive.signing.profiles import SigningProfile
from pipeline.config import KeySettings
from pipeline.errors import UsageError


def open_timestamper(keys_dir: Path, keys: KeySettings) -> Any | None:
    """The service of the settings; with development keys and no service, the one made with them."""
    if keys.tsa_url:
        return HTTPTimeStamper(keys.tsa_url, timeout=30)
    if keys.development and (keys_dir / "tsa.p12").exists():
        return DevelopmentTimeStamper(load_credential(keys_dir, "tsa.p12", keys))
    return None


async def reachable_level(
    profile: SigningProfile, signer: LoadedSigner, timestamper: Any | None, trust: Trust
) -> str:
    """The highest level up to the profile's that time-stamper and revocation data allow."""
    if timestamper is None or profile.level == "B-B":
        return "B-B"
    context = trust.context(strict=True, crls=list(trust.crls))
    validator: Any = CertificateValidator(
        signer.signing_cert, intermediate_certs=signer.cert_registry, validation_context=context
    )
    try:
        await validator.async_validate_usage(set())
        async for _ in timestamper.validation_paths(context):
            pass
    except (PathBuildingError, ValidationError):
        return "B-T"
    except (TimestampRequestError, OSError) as error:
        raise UsageError(
            "tsa_unreachable",
            "the time-stamper does not answer",
            item="keys.tsa_url",
            remedy="check its address and the network, or clear keys.tsa_url to sign without "
            "time-stamps",
        ) from error
    return profile.level
