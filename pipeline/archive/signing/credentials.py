"""Keys, certificates and revocation data of an archive's keys/ folder, each loaded once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from pipeline.archive.signing.tokens import SCHEME, TokenKey, token_place
from pipeline.config import KeySettings
from pipeline.errors import UsageError
from schemas.received.naming import safe_file_name

CHAIN = "chain.pem"
PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey | TokenKey


@dataclass(frozen=True, slots=True)
class Credential:
    """A private key with its certificate and the certificates above it; without a key, where
    another program holds it."""

    key: PrivateKey | None
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def common_name(self) -> str:
        """The subject's common name, else the whole subject."""
        subject = self.certificate.subject
        names = subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return str(names[0].value) if names else subject.rfc4514_string()

    def check_usable(self, item: str, moment: datetime) -> None:
        """Refuse a certificate that must not sign now.

        Raises:
            UsageError: `certificate_expired`, `certificate_not_yet_valid`, `key_not_for_signing`.
        """
        if moment > self.certificate.not_valid_after_utc:
            raise UsageError(
                "certificate_expired",
                "the signing certificate has expired",
                item=item,
                remedy="put a valid certificate and key into the keys folder",
            )
        if moment < self.certificate.not_valid_before_utc:
            raise UsageError(
                "certificate_not_yet_valid",
                "the signing certificate is not valid yet",
                item=item,
                remedy="check the machine's clock, or wait until the certificate's first day",
            )
        try:
            usage = self.certificate.extensions.get_extension_for_class(
                x509.KeyUsage
            ).value
        except x509.ExtensionNotFound:
            return
        if not (usage.digital_signature or usage.content_commitment):
            raise UsageError(
                "key_not_for_signing",
                "the certificate does not allow signing",
                item=item,
                remedy="use a certificate with digital signature or non-repudiation",
            )


def load_credential(keys_dir: Path, name: str, keys: KeySettings) -> Credential:
    """Open a PKCS#12 file with the passphrase of the settings, else of the passphrase file; or the
    token that a `pkcs11:` URI names, with the same as its PIN.

    Raises:
        UsageError: `no_key`, `no_passphrase`, `wrong_passphrase`, `key_not_supported`; of a token
            `token_uri_wrong`, `no_token`, `wrong_pin`.
        MissingToolError: `no_token_driver`.
    """
    if name.startswith(SCHEME):
        return _on_token(keys_dir, name, keys)
    path = keys_dir / name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            "no_key",
            f"the signing key can't be read ({error.strerror})",
            item=name,
            remedy="put the PKCS#12 file into the keys folder, or make development keys (init "
            "--dev-keys)",
        ) from error
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(
            data, passphrase_of(keys_dir, keys, name)
        )
    except ValueError as error:
        if _is_certificate(data):
            raise _no_key_inside(name) from error
        raise UsageError(
            "wrong_passphrase",
            "the key file can't be opened with this passphrase",
            item=name,
            remedy="correct the passphrase file in the keys folder, or set SOHOA_KEYS__PASSPHRASE",
        ) from error
    if certificate is None or not isinstance(
        key, RSAPrivateKey | EllipticCurvePrivateKey
    ):
        raise _no_key_inside(name)
    return Credential(key, certificate, tuple(chain))


def _on_token(keys_dir: Path, uri: str, keys: KeySettings) -> Credential:
    """Key and certificates of a token; further certificates of the chain may lie in chain.pem."""
    place = token_place(uri)
    pin = passphrase_of(keys_dir, keys, f"{safe_file_name(place.token, 100)}.pin")
    key = TokenKey(place, pin.decode())
    if not key.certificates:
        raise _no_key_inside(place.token)
    mine, *others = key.certificates
    chain = keys_dir / CHAIN
    if chain.is_file():
        others += x509.load_pem_x509_certificates(chain.read_bytes())
    return Credential(key, mine, tuple(others))


def _no_key_inside(name: str) -> UsageError:
    return UsageError(
        "key_not_supported",
        "the key file holds no RSA or EC key with its certificate",
        item=name,
        remedy="export the key together with its certificate",
    )


def _is_certificate(data: bytes) -> bool:
    """Whether a certificate (or another PEM text) lies there in place of PKCS#12."""
    if data.lstrip().startswith(b"-----BEGIN"):
        return True
    try:
        x509.load_der_x509_certificate(data)
    except ValueError:
        return False
    return True


def passphrase_of(keys_dir: Path, keys: KeySettings, name: str) -> bytes:
    """What opens a key file: NAME.passphrase beside it, the settings' passphrase, the common file.

    Raises:
        UsageError: `no_passphrase`.
    """
    own = (keys_dir / name).with_suffix(".passphrase")
    beside = own if own.is_file() else None
    if beside is None and (given := keys.passphrase.get_secret_value()):
        return given.encode()
    try:
        return (
            (beside or keys_dir / keys.passphrase_file)
            .read_text(encoding="utf-8")
            .partition("\n")[0]
            .strip("\r")
            .encode()
        )
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "no_passphrase",
            "the passphrase file can't be read",
            item=keys.passphrase_file,
            remedy="write the passphrase into that file of the keys folder, or set "
            "SOHOA_KEYS__PASSPHRASE",
        ) from error


def asn1_certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The certificate as pyHanko wants it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
