"""Development keys: a self-made CA, signers and time-stamper,
marked as worthless in every subject."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pipeline.common.files import replace_file, synced_file
from pipeline.errors import UsageError

MARK = "DEVELOPMENT – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
ISSUING = "issuing.p12"
_MAX_NAME = 64  # X.520 ub-common-name
_YEARS_ROOT, _YEARS_SIGNER = 25, 20


@dataclass(frozen=True, slots=True)
class _Issuer:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


def make_development_keys(keys: Path, organ: str) -> None:
    """Fill the folder `keys` (0700, its files 0600).

    Makes organ.p12, person.p12, tsa.p12 and issuing.p12 (which makes a key for each clerk that
    signs), their `passphrase`, trust/*.pem (roots of signers and
    time-stamper) and trust/*.crl (DER, of root, issuing CA and the time-stamper's root). RSA 3072.

    Args:
        keys: made if missing; its parent must exist.
        organ: name of the organ for the signer's certificate.

    Raises:
        UsageError: `keys_exist`, where a key would be overwritten.
    """
    _refuse_present(keys)
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    root = _authority("Root CA", None, now)
    issuing = _authority("Issuing CA", root, now)
    stamping_root = _authority("TSA Root CA", None, now)
    passphrase = secrets.token_urlsafe(24)
    secret = passphrase.encode()
    stamper = _p12("Time-stamper", stamping_root, [], now, secret, stamping=True)
    files = {
        "passphrase": secret + b"\n",
        ISSUING: _pack("Issuing CA", issuing, [root], secret),
        "organ.p12": _p12(organ or "Cơ quan", issuing, [root], now, secret),
        "person.p12": _p12("Cán bộ số hóa", issuing, [root], now, secret),
        "tsa.p12": stamper,
        "trust/root.pem": root.certificate.public_bytes(Encoding.PEM),
        "trust/tsa-root.pem": stamping_root.certificate.public_bytes(Encoding.PEM),
        "trust/root.crl": _empty_crl(root, now),
        "trust/issuing.crl": _empty_crl(issuing, now),
        "trust/tsa-root.crl": _empty_crl(stamping_root, now),
    }
    for folder in (keys, keys / "trust"):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
    for name, content in files.items():
        _write(keys / name, content)


def _refuse_present(keys: Path) -> None:
    names = ("organ.p12", "person.p12", "tsa.p12", "passphrase")
    if any((keys / name).exists() for name in names):
        raise UsageError(
            "keys_exist",
            "the folder already holds keys",
            item=keys.name,
            remedy="keep them or name an empty folder",
        )


def make_clerk_key(keys: Path, name: str, operator: str, passphrase: bytes) -> None:
    """A clerk's own development key, as keys/NAME.

    Raises:
        OSError: the folder can't be written, or there is no issuing.p12.
        ValueError: issuing.p12 can't be opened.
    """
    key, certificate, above = pkcs12.load_key_and_certificates(
        (keys / ISSUING).read_bytes(), passphrase
    )
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError(f"{ISSUING} holds no key")
    chain = [_Issuer(one, key) for one in above]
    place = keys / name
    place.parent.mkdir(mode=0o700, exist_ok=True)
    # As old as its authority: a list of revocations says nothing of certificates made after it.
    since = certificate.not_valid_before_utc
    made = _p12(operator, _Issuer(certificate, key), chain, since, passphrase)
    replace_file(place, made, 0o600)


def _write(path: Path, data: bytes) -> None:
    with synced_file(path, 0o600, fresh=False) as file:
        file.write(data)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{common[: _MAX_NAME - 6]} (DEV)"),
        ]
    )


def _builder(
    common: str,
    key: rsa.RSAPrivateKey,
    issuer: _Issuer | None,
    now: datetime,
    years: int,
) -> x509.CertificateBuilder:
    """The part that every certificate has."""
    name = _name(common)
    authority = issuer.key.public_key() if issuer else key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority),
            critical=False,
        )
    )


def _usage(**on: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: on.get(name, False) for name in names})


def _authority(common: str, issuer: _Issuer | None, now: datetime) -> _Issuer:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    builder = (
        _builder(common, key, issuer, now, _YEARS_ROOT)
        .add_extension(
            x509.BasicConstraints(ca=True, path_length=None if issuer is None else 0),
            critical=True,
        )
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )
    return _Issuer(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _p12(
    common: str,
    issuer: _Issuer,
    above: list[_Issuer],
    now: datetime,
    passphrase: bytes,
    *,
    stamping: bool = False,
) -> bytes:
    """A new end certificate and its key, with its chain, as PKCS#12."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    builder = _builder(common, key, issuer, now, _YEARS_SIGNER).add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    if stamping:
        builder = builder.add_extension(_usage(digital_signature=True), critical=True)
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    else:
        builder = builder.add_extension(
            _usage(digital_signature=True, content_commitment=True), critical=True
        )
    made = _Issuer(builder.sign(issuer.key, hashes.SHA256()), key)
    return _pack(common, made, [issuer, *above], passphrase)


def _pack(common: str, one: _Issuer, above: list[_Issuer], passphrase: bytes) -> bytes:
    """A key with its certificate and chain as PKCS#12."""
    chain = [authority.certificate for authority in above]
    return pkcs12.serialize_key_and_certificates(
        common.encode(),
        one.key,
        one.certificate,
        chain,
        BestAvailableEncryption(passphrase),
    )


def _empty_crl(issuer: _Issuer, now: datetime) -> bytes:
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(
        issuer.key.public_key()
    )
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now)
        .next_update(now + timedelta(days=365 * _YEARS_SIGNER))
        .add_extension(authority, critical=False)
        .add_extension(x509.CRLNumber(1), critical=False)
    )
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)
