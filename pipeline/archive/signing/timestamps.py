"""Timestamps of a service (RFC 3161), each looked at before it goes into a file."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from asn1crypto import cms, tsp, x509
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import (
    TimestampRequestError,
    extract_ts_certs,
)
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pipeline.common.fault_points import reach

EXPIRED, CLOCK = "tsa_expired", "tsa_clock"
_NO_ANSWER = "the time-stamper gave no usable answer"
_APART = timedelta(minutes=5)
"""How far the service's clock and this machine's may differ: the signature names the one, its
timestamp the other."""


class UnfitTimestampError(TimestampRequestError):
    """A timestamp that proves nothing: its certificate has run out, or a clock is wrong."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        """`code`: EXPIRED or CLOCK."""
        super().__init__(message)
        self.code, self.remedy = code, remedy


class ServiceTimeStamper(HTTPTimeStamper):
    """A time-stamping service. Whatever keeps it from answering as RFC 3161 says, be it the
    network, a proxy's page or a nonce of its own, is a TimestampRequestError, and no disk's."""

    async def async_timestamp(
        self, message_digest: bytes, md_algorithm: str
    ) -> cms.ContentInfo:
        """See pyHanko's TimeStamper, which looks at the nonce alone."""
        reach("timestamp")
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            check_timestamp(token, message_digest, md_algorithm, datetime.now(UTC))
        except UnfitTimestampError:
            raise
        except (
            Exception
        ) as error:  # pyHanko and asn1crypto have no class for a wrong answer
            raise TimestampRequestError(_NO_ANSWER) from error
        return token


def check_timestamp(
    token: cms.ContentInfo, digest: bytes, algorithm: str, now: datetime
) -> None:
    """Whether a token stamps this digest, now, with a certificate that may.

    Whose certificate it is, and whether it is trusted, is not asked here.

    Args:
        token: a time-stamp token.
        digest: what was to be stamped.
        algorithm: of the digest, as `sha256`.
        now: of this machine, with its zone.

    Raises:
        UnfitTimestampError: `tsa_expired`, `tsa_clock`.
        ValueError: it stamps something else, or its signature is wrong.
        TypeError, KeyError, StopIteration: it is no token.
    """
    signed = token["content"]
    stamp: tsp.TSTInfo = signed["encap_content_info"]["content"].parsed
    imprint = stamp["message_imprint"]
    hashed = imprint["hash_algorithm"]["algorithm"].native
    if (imprint["hashed_message"].native, hashed) != (digest, algorithm):
        raise ValueError("it stamps something else")
    certificate = next(extract_ts_certs(token, SimpleCertificateStore()))
    _check_signature(signed, certificate)
    _check_times(stamp["gen_time"].native, certificate, now)


def _check_signature(signed: cms.SignedData, certificate: x509.Certificate) -> None:
    usage = certificate.extended_key_usage_value
    if usage is None or "time_stamping" not in usage.native:
        raise ValueError("its certificate is not for time-stamping")
    (signer,) = signed["signer_infos"]
    content = bytes(signed["encap_content_info"]["content"])
    own = hashlib.new(signer["digest_algorithm"]["algorithm"].native, content)
    if not all(validate_sig_integrity(signer, certificate, "tst_info", own.digest())):
        raise ValueError("its signature is wrong")


def _check_times(at: datetime, certificate: x509.Certificate, now: datetime) -> None:
    if not certificate.not_valid_before <= now <= certificate.not_valid_after:
        raise UnfitTimestampError(
            EXPIRED,
            "the time-stamper's certificate is not valid now",
            "ask the service for its new address or certificate, and look at this machine's clock",
        )
    if abs(at - now) > _APART:
        raise UnfitTimestampError(
            CLOCK,
            "the time-stamper's clock and this machine's differ by more than five minutes",
            "set this machine's clock (NTP); if it is right, tell the service",
        )
