"""A key that stays loaded signs as its certificate says."""

import asyncio

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from pipeline.archive.signing.credentials import Credential, load_credential
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.loaded import LoadedSigner
from pipeline.config import load_settings
from tests.support.signed_pdfs import made_person

KEYS = load_settings(environ={}, options={"keys": {"development": True}}).keys


def test_an_rsa_key_signs_and_a_trial_is_as_long(tmp_path):
    make_development_keys(tmp_path / "keys", "UBND")
    credential = load_credential(tmp_path / "keys", "organ.p12", KEYS)
    signer = LoadedSigner(credential)
    made = asyncio.run(signer.async_sign_raw("giấy".encode(), "sha256"))
    trial = asyncio.run(signer.async_sign_raw(b"", "sha256", dry_run=True))
    assert len(trial) == len(made)
    key = credential.certificate.public_key()
    key.verify(made, "giấy".encode(), PKCS1v15(), hashes.SHA256())


def test_an_elliptic_key_signs():
    person = made_person("Lê Thử")
    assert isinstance(person.key, ec.EllipticCurvePrivateKey)
    signer = LoadedSigner(Credential(person.key, person.certificate, (person.root,)))
    made = asyncio.run(signer.async_sign_raw(b"x", "sha384"))
    person.key.public_key().verify(made, b"x", ec.ECDSA(hashes.SHA384()))


def test_a_certificate_alone_signs_nothing():
    person = made_person("Lê Thử")
    with pytest.raises(ValueError, match="alone"):
        LoadedSigner(Credential(None, person.certificate, ()))
