"""When timestamps lapse: certificate, key and hash, whichever ends first."""

from datetime import UTC, date, datetime, timedelta

import pytest
from asn1crypto import tsp
from cryptography.hazmat.primitives.asymmetric import rsa

from pipeline.archive.signing.credentials import asn1_certificate
from pipeline.archive.signing.updates.lapse import is_due, lapse_of, load_algorithms
from tests.support.signed_pdfs import NOW, made_person, time_stamper

SHORT = rsa.generate_private_key(public_exponent=65537, key_size=2048)
LONG = rsa.generate_private_key(public_exponent=65537, key_size=3072)


@pytest.mark.parametrize(
    ("key", "days", "hash_name", "end"),
    [
        (LONG, 9999, "sha256", (NOW + timedelta(days=9999)).date()),
        (SHORT, 9999, "sha256", date(2030, 12, 31)),
        (SHORT, 30, "sha256", (NOW + timedelta(days=30)).date()),
        (LONG, 9999, "sha1", date(2013, 12, 31)),
    ],
    ids=["certificate", "key", "certificate before the key", "hash"],
)
def test_the_first_end_counts(key, days, hash_name, end):
    stamper = made_person("Dấu thời gian", days=(-1, days), stamps=True, key=key)
    request = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": {"algorithm": hash_name},
                "hashed_message": bytes(32),
            },
        }
    )
    answer = time_stamper(stamper).request_tsa_response(request)
    token = answer["time_stamp_token"]["content"]
    lapse = lapse_of(token, asn1_certificate(stamper.certificate))
    assert lapse.date() == end


def test_it_is_due_some_time_before():
    before = timedelta(days=load_algorithms().renew_before_days)
    lapse = datetime(2030, 12, 31, tzinfo=UTC)
    assert not is_due(lapse, lapse - before)
    assert is_due(lapse, lapse - before + timedelta(seconds=1))
