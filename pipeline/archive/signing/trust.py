"""Roots and revocation data of keys/trust."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NotRequired, TypedDict

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from pipeline.archive.signing.credentials import asn1_certificate
from pipeline.errors import UsageError

# What `Credential.check_usable` lets sign, too (pyHanko alone would ask for non-repudiation).
MAY_SIGN = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})


class ContextArguments(TypedDict):
    """What pyHanko's ValidationContext is made with."""

    trust_roots: list[asn1_x509.Certificate]
    crls: list[bytes]
    allow_fetching: bool
    revocation_mode: str
    moment: NotRequired[datetime]


@dataclass(frozen=True, slots=True)
class Trust:
    """Roots and CRLs of keys/trust."""

    roots: tuple[asn1_x509.Certificate, ...]
    crls: tuple[bytes, ...]

    def context(
        self, *, strict: bool, moment: datetime | None = None
    ) -> ValidationContext:
        """A fresh offline validation context.

        Args:
            strict: ask for revocation data of every certificate below a root.
            moment: when it is to hold; None is the present.
        """
        return ValidationContext(**self.arguments(strict=strict, moment=moment))

    def context_of(
        self,
        reader: PdfFileReader,
        *,
        strict: bool,
        moment: datetime | None = None,
    ) -> ValidationContext:
        """The same with what a file's own security store holds."""
        try:
            store = DocumentSecurityStore.read_dss(reader)
        except NoDSSFoundError:
            return self.context(strict=strict, moment=moment)
        arguments = self.arguments(strict=strict, moment=moment)
        return store.as_validation_context(arguments)

    def revokes(self, certificate: x509.Certificate) -> bool:
        """Whether a list of its issuer, among those of keys/trust, has a certificate."""
        lists = map(x509.load_der_x509_crl, self.crls)
        return any(
            one.issuer == certificate.issuer
            and one.get_revoked_certificate_by_serial_number(certificate.serial_number)
            is not None
            for one in lists
        )

    def arguments(self, *, strict: bool, moment: datetime | None) -> ContextArguments:
        """What a context is made of, see `context`."""
        arguments: ContextArguments = {
            "trust_roots": list(self.roots),
            "crls": list(self.crls),
            "allow_fetching": False,
            "revocation_mode": "require" if strict else "soft-fail",
        }
        if moment is not None:
            arguments["moment"] = moment
        return arguments


def load_trust(keys_dir: Path) -> Trust:
    """Read keys/trust; a missing folder is empty trust.

    Raises:
        UsageError: `trust_invalid`.
    """
    roots: list[asn1_x509.Certificate] = []
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
