"""Keys, certificates and revocation data of an archive's keys/ folder, each loaded once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pyhanko.sign import general, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pipeline.common.fault_points import reach
from pipeline.config import KeySettings
from pipeline.errors import UsageError

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_new_store: Any = SimpleCertificateStore  # pyHanko leaves these two without types
_attribute: Any = general.simple_cms_attribute
PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey


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
    """Open a PKCS#12 file with the passphrase of the settings, else of the passphrase file.

    Raises:
        UsageError: `no_key`, `no_passphrase`, `wrong_passphrase`, `key_not_supported`.
    """
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


def asn1_certificate(certificate: x509.Certificate) -> Any:
    """The certificate as pyHanko wants it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


@dataclass(frozen=True, slots=True)
class Trust:
    """Roots and CRLs of keys/trust."""

    roots: tuple[Any, ...]
    crls: tuple[bytes, ...]

    def context(self, *, strict: bool, **more: Any) -> ValidationContext:
        """A fresh offline validation context; `strict` asks for revocation data of every
        certificate below a root."""
        mode = "require" if strict else "soft-fail"
        return ValidationContext(
            trust_roots=list(self.roots),
            revocation_mode=mode,
            allow_fetching=False,
            **more,
        )


def load_trust(keys_dir: Path) -> Trust:
    """Read keys/trust; a missing folder is empty trust.

    Raises:
        UsageError: `trust_invalid`.
    """
    roots: list[Any] = []
    crls: list[bytes] = []
    for path in sorted((keys_dir / "trust").glob("*")):
        try:
            if path.suffix == ".pem":
                roots.extend(
                    map(
                        asn1_certificate,
                        x509.load_pem_x509_certificates(path.read_bytes()),
                    )
                )
            elif path.suffix == ".crl":
                crls.append(
                    x509.load_der_x509_crl(path.read_bytes()).public_bytes(Encoding.DER)
                )
        except (OSError, ValueError) as error:
            raise UsageError(
                "trust_invalid",
                "a trusted certificate or CRL can't be read",
                item=f"trust/{path.name}",
                remedy="roots are PEM files (.pem), CRLs DER files (.crl)",
            ) from error
    return Trust(tuple(roots), tuple(crls))


def _store(certificates: Iterable[x509.Certificate]) -> Any:
    store: Any = _new_store()
    store.register_multiple([asn1_certificate(one) for one in certificates])
    return store


class LoadedSigner(signers.Signer):
    """pyHanko signer over a key that stays loaded: SimpleSigner loads and checks it anew at every
    use, 128 ms each."""

    def __init__(self, credential: Credential) -> None:
        """`credential`: an RSA or EC key."""
        super().__init__(
            signing_cert=asn1_certificate(credential.certificate),
            cert_registry=_store([credential.certificate, *credential.chain]),
            embed_roots=False,
        )
        if credential.key is None:
            raise ValueError("a certificate alone signs nothing")
        self._key = credential.key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """PKCS#1 v1.5 or ECDSA, as the certificate's key asks."""
        if isinstance(self._key, EllipticCurvePrivateKey):
            return self._key.sign(data, ECDSA(_HASHES[digest_algorithm]))
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, PKCS1v15(), _HASHES[digest_algorithm])


class DevelopmentTimeStamper(DummyTimeStamper):
    """RFC 3161 tokens made in process with the development keys; the key stays loaded."""

    def __init__(self, credential: Credential) -> None:
        """`credential`: an RSA key whose certificate is for time-stamping."""
        between = _store(one for one in credential.chain if one.issuer != one.subject)
        super().__init__(
            asn1_certificate(credential.certificate), None, certs_to_embed=between
        )
        self._key = credential.key

    async def async_request_tsa_response(self, req: Any) -> Any:
        """See pyHanko's TimeStamper."""
        reach("timestamp")
        answer = self.request_tsa_response(req)
        reach("timestamped")
        return answer

    def _sign_tst_info(
        self, tst_info_data: bytes, md_algorithm: str, dt: datetime
    ) -> tuple[bytes, Any]:
        digest = hashes.Hash(_HASHES[md_algorithm])
        digest.update(tst_info_data)
        certificate = general.as_signing_certificate_v2(self.tsa_cert)
        values = {
            "content_type": "tst_info",
            "signing_time": cms.Time({"utc_time": core.UTCTime(dt.astimezone(UTC))}),
            "signing_certificate_v2": certificate,
            "message_digest": digest.finalize(),
        }
        attributes = cms.CMSAttributes(
            [_attribute(kind, value) for kind, value in values.items()]
        )
        if not isinstance(self._key, RSAPrivateKey):
            raise UsageError(
                "key_not_supported",
                "the development time-stamper needs an RSA key",
                item="tsa.p12",
            )
        return self._key.sign(
            attributes.dump(), PKCS1v15(), _HASHES[md_algorithm]
        ), attributes

    def _build_signed_data(
        self,
        tst_info_data: bytes,
        md_algorithm: str,
        signature: bytes,
        signed_attrs: Any,
    ) -> dict[str, Any]:
        data: dict[str, Any] = super()._build_signed_data(
            tst_info_data, md_algorithm, signature, signed_attrs
        )
        data["signer_infos"][0]["signature_algorithm"] = algos.SignedDigestAlgorithm(
            {"algorithm": f"{md_algorithm}_rsa"}
        )
        return data
