"""A service's timestamps are looked at: one of something else, of a stranger's hand, of another
time or of a certificate that has run out never comes into a file."""

import asyncio
import hashlib
import threading
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from pipeline.archive.signing.credentials import Credential, load_credential
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.loaded import DevelopmentTimeStamper
from pipeline.archive.signing.timestamps import (
    ServiceTimeStamper,
    UnfitTimestampError,
    check_timestamp,
)
from pipeline.config import load_settings
from tests.support.tsa_server import serving

DIGEST = hashlib.sha256(b"a file").digest()
NOW = datetime.now(UTC)
YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def keys_dir(tmp_path_factory):
    keys = tmp_path_factory.mktemp("tsa") / "keys"
    make_development_keys(keys, "UBND xã Mẫu")
    return keys


@pytest.fixture
def service(keys_dir):
    with serving(keys_dir) as running:
        yield running


@pytest.fixture(scope="module")
def own(keys_dir):
    options = {"keys": {"development": True}}
    settings = load_settings(environ={}, options=options).keys
    return load_credential(keys_dir, "tsa.p12", settings)


@cache
def stranger_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def stamper_of(since, until, usage=ExtendedKeyUsageOID.TIME_STAMPING):
    """A time-stamper with a certificate of these times, that it made for itself."""
    key = stranger_key()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Dấu thời gian")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, since, until)
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return DevelopmentTimeStamper(
        Credential(key, builder.sign(key, hashes.SHA256()), ())
    )


def ask(service, timeout=30.0):
    stamper = ServiceTimeStamper(service.url, timeout=timeout)
    return asyncio.run(stamper.async_timestamp(DIGEST, "sha256"))


def answer(request, stamper):
    return stamper.request_tsa_response(request)


def test_a_good_one_is_taken(service):
    info = ask(service)["content"]["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native == DIGEST


def with_other_nonce(request, stamper):
    request["nonce"] = request["nonce"].native + 1
    return answer(request, stamper).dump()


def of_another_file(request, stamper):
    request["message_imprint"]["hashed_message"] = hashlib.sha256(b"other").digest()
    return answer(request, stamper).dump()


def refused(request, stamper):
    return tsp.TimeStampResp({"status": {"status": "rejection"}}).dump()


def changed_after_signing(request, stamper):
    response = answer(request, stamper)
    signer = response["time_stamp_token"]["content"]["signer_infos"][0]
    signer["signature"] = bytes(len(signer["signature"].native))
    return response.dump(force=True)


def with_a_time_put_in(request, stamper):
    """The time is another than the one that was signed."""
    response = answer(request, stamper)
    signed = response["time_stamp_token"]["content"]
    info = signed["encap_content_info"]["content"].parsed
    info["gen_time"] = NOW - timedelta(minutes=1)
    signed["encap_content_info"]["content"] = cms.ParsableOctetString(
        info.dump(force=True)
    )
    return response.dump(force=True)


def without_a_certificate(request, stamper):
    response = answer(request, stamper)
    response["time_stamp_token"]["content"]["certificates"] = []
    return response.dump(force=True)


def by_a_signer_of_letters(request, stamper):
    other = stamper_of(NOW - YEAR, NOW + YEAR, ExtendedKeyUsageOID.EMAIL_PROTECTION)
    return answer(request, other).dump()


def by_a_certificate_for_anything(request, stamper):
    return answer(request, stamper_of(NOW - YEAR, NOW + YEAR, None)).dump()


def cut_off(request, stamper):
    return answer(request, stamper).dump()[:-40]


@pytest.mark.parametrize(
    "alter",
    [
        with_other_nonce,
        of_another_file,
        refused,
        changed_after_signing,
        with_a_time_put_in,
        without_a_certificate,
        by_a_signer_of_letters,
        by_a_certificate_for_anything,
        cut_off,
    ],
)
def test_what_is_no_stamp_of_this_file_is_no_answer(service, alter):
    service.alter = alter
    with pytest.raises(TimestampRequestError) as caught:
        ask(service)
    assert not isinstance(caught.value, UnfitTimestampError)


@pytest.mark.parametrize(
    ("since", "until"), [(-2 * YEAR, -YEAR), (YEAR, 2 * YEAR)], ids=["over", "to come"]
)
def test_a_certificate_that_is_not_valid_now_is_told(service, since, until):
    stamper = stamper_of(NOW + since, NOW + until)
    service.alter = lambda request, _: answer(request, stamper).dump()
    with pytest.raises(UnfitTimestampError) as caught:
        ask(service)
    assert (caught.value.code, bool(caught.value.remedy)) == ("tsa_expired", True)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_clock_that_is_wrong_is_told(own, minutes):
    stamper = DevelopmentTimeStamper(own)
    stamper.fixed_dt = NOW + timedelta(minutes=minutes)
    token = asyncio.run(stamper.async_timestamp(DIGEST, "sha256"))
    with pytest.raises(UnfitTimestampError) as caught:
        check_timestamp(token, DIGEST, "sha256", NOW)
    assert caught.value.code == "tsa_clock"


@pytest.mark.parametrize("minutes", [-4, 4])
def test_clocks_that_differ_a_little_are_well(own, minutes):
    stamper = DevelopmentTimeStamper(own)
    stamper.fixed_dt = NOW + timedelta(minutes=minutes)
    token = asyncio.run(stamper.async_timestamp(DIGEST, "sha256"))
    check_timestamp(token, DIGEST, "sha256", NOW)


def test_another_digest_than_asked_for_is_found(own):
    token = asyncio.run(DevelopmentTimeStamper(own).async_timestamp(DIGEST, "sha256"))
    with pytest.raises(ValueError):
        check_timestamp(token, DIGEST, "sha512", NOW)


def test_a_service_that_never_ends_its_answer_is_left(service):
    """It is held until the asking has given up: no machine is too slow for that."""
    over = threading.Event()

    def hold(request, stamper):
        over.wait()
        return b""

    service.alter = hold
    try:
        with pytest.raises(TimestampRequestError):
            ask(service, timeout=0.2)
    finally:
        over.set()
