"""Keys on a token: a real one by its real driver (SoftHSM2), right, wrong and pulled out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pydantic import SecretStr

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.levels import can_be_signed_later
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.signing.tokens import TokenKey, TokenPlace, token_place
from pipeline.archive.verify.written import check_signatures
from pipeline.config import load_settings
from pipeline.errors import MissingToolError, TransientInputError, UsageError
from tests.support.archive_pages import VN, blank_page, description
from tests.support.outside_tools import need
from tests.support.signed_pdfs import Person, made_person

DRIVER, TOKEN, PIN = "/usr/lib/softhsm/libsofthsm2.so", "UBND Thử", "123456"
PLACE = TokenPlace(DRIVER, TOKEN, "rsa")
URI = f"pkcs11:token=UBND%20Thử;object={{}}?module-path={DRIVER}"
PEOPLE = {
    "rsa": made_person(
        "UBND xã Mẫu",
        key=rsa.generate_private_key(public_exponent=65537, key_size=2048),
    ),
    "ec": made_person("UBND xã Mẫu", key=ec.generate_private_key(ec.SECP256R1())),
}


def put_on_token(session, label: str, key_id: bytes, who: Person) -> None:
    from pkcs11 import Attribute
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.rsa import decode_rsa_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    data = who.key.private_bytes(
        Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()
    )
    decode = decode_rsa_private_key if label == "rsa" else decode_ec_private_key
    common = {Attribute.LABEL: label, Attribute.ID: key_id, Attribute.TOKEN: True}
    session.create_object(decode(data) | common)
    certificate = who.certificate.public_bytes(Encoding.DER)
    session.create_object(decode_x509_certificate(certificate) | common)


@pytest.fixture(scope="module")
def token(tmp_path_factory) -> Iterator[Path]:
    """A token with two keys; gives the folder that it lies in."""
    need("softhsm2-util", remedy="apt-get install softhsm2")
    pkcs11 = pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(conf))
        call = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN]
        subprocess.run(
            [*call, "--pin", PIN, "--so-pin", PIN], check=True, capture_output=True
        )
        driver = pkcs11.lib(DRIVER)
        driver.reinitialize()
        with driver.get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
            for number, (label, who) in enumerate(PEOPLE.items(), start=1):
                put_on_token(session, label, bytes([number]), who)
        yield folder / "tokens"


@pytest.fixture(autouse=True)
def nobody_logged_in():
    """As in a process of its own."""
    pkcs11 = pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    if Path(DRIVER).exists():
        pkcs11.lib(DRIVER).reinitialize()


@pytest.fixture
def keys_dir(tmp_path) -> Path:
    trust = tmp_path / "keys" / "trust"
    trust.mkdir(parents=True)
    for label, who in PEOPLE.items():
        (trust / f"{label}.pem").write_bytes(who.root.public_bytes(Encoding.PEM))
    (trust.parent / "passphrase").write_text(f"{PIN}\n")
    return trust.parent


def signer_of(keys_dir: Path, label: str, **keys: object):
    options = {"organ": {"name": "UBND xã Mẫu"}}
    settings = load_settings(environ={}, options=options)
    named = settings.keys.model_copy(update={"organ": URI.format(label), **keys})
    profile = profile_named("archive-organ")
    return open_signer(profile, keys_dir, named, settings.organ, "Lê Thử")


@pytest.fixture
def paper(tmp_path):
    return write_archival_pdf([blank_page()], description(), tmp_path / "a.pdf")


@pytest.mark.parametrize("label", ["rsa", "ec"])
def test_the_token_signs(token, keys_dir, paper, tmp_path, label):
    signed = signer_of(keys_dir, label).sign(
        paper, tmp_path / "s.pdf", datetime.now(VN)
    )
    [verdict] = check_signatures(tmp_path / "s.pdf", keys_dir)
    assert (signed.level, verdict.valid, verdict.signer) == ("B-B", True, "UBND xã Mẫu")


def test_two_keys_of_one_token_sign_in_turn(token):
    keys = [TokenKey(PLACE, PIN), TokenKey(replace(PLACE, label="ec"), PIN)]
    for _ in range(2):
        lengths = [len(key.sign(b"paper", "sha256")) for key in keys]
        assert lengths[0] == 256 and 68 <= lengths[1] <= 72


def test_a_token_that_is_pulled_out_puts_signing_off(token, keys_dir, paper, tmp_path):
    signer, away = signer_of(keys_dir, "rsa"), token.with_name("away")
    signer.sign(paper, tmp_path / "first.pdf", datetime.now(VN))
    token.rename(away)
    token.mkdir()
    with pytest.raises(TransientInputError) as caught:
        signer.sign(paper, tmp_path / "second.pdf", datetime.now(VN))
    assert caught.value.code == "token_gone" and can_be_signed_later(caught.value)
    with pytest.raises(UsageError) as at_start:
        signer_of(keys_dir, "rsa")
    assert at_start.value.code == "no_token"
    token.rmdir()
    away.rename(token)
    signer.sign(paper, tmp_path / "third.pdf", datetime.now(VN))
    assert check_signatures(tmp_path / "third.pdf", keys_dir)[0].valid


@pytest.mark.parametrize(
    ("place", "pin", "code"),
    [
        (PLACE, "999999", "wrong_pin"),
        (PLACE, "9", "wrong_pin"),
        (replace(PLACE, label="other"), PIN, "no_key"),
        (replace(PLACE, token="other"), PIN, "no_token"),
    ],
)
def test_what_does_not_open_is_said(token, place, pin, code):
    with pytest.raises(UsageError) as caught:
        TokenKey(place, pin)
    assert caught.value.code == code and caught.value.remedy


def test_the_pin_comes_from_the_settings_too(token, keys_dir):
    with pytest.raises(UsageError) as caught:
        signer_of(keys_dir, "rsa", passphrase=SecretStr("999999"))
    assert caught.value.code == "wrong_pin"


def test_a_driver_that_is_not_there_is_a_missing_tool(tmp_path):
    pytest.importorskip("pkcs11", reason="python-pkcs11 is not installed")
    with pytest.raises(MissingToolError) as caught:
        TokenKey(replace(PLACE, module=str(tmp_path / "none.so")), PIN)
    assert caught.value.code == "no_token_driver"


def test_a_uri_names_driver_token_and_key():
    assert token_place(URI.format("rsa")) == PLACE


@pytest.mark.parametrize(
    "uri",
    [
        "pkcs11:",
        "pkcs11:token=A;object=B",
        "pkcs11:token=A?module-path=/x",
        "pkcs11:object=B?module-path=/x",
    ],
)
def test_a_uri_that_names_less_is_refused(uri):
    with pytest.raises(UsageError) as caught:
        token_place(uri)
    assert caught.value.code == "token_uri_wrong"
