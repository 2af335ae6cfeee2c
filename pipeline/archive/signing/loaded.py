"""pyHanko's signer and time-stamper over keys that stay loaded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from pyhanko.sign import general, signers
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pipeline.archive.signing.credentials import Credential, asn1_certificate
from pipeline.archive.signing.tokens import TokenKey
from pipeline.common.fault_points import reach
from pipeline.errors import UsageError

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


def _store(certificates: Iterable[x509.Certificate]) -> SimpleCertificateStore:
    store = SimpleCertificateStore()
    store.register_multiple([asn1_certificate(one) for one in certificates])
    return store


def _signature_size(certificate: x509.Certificate) -> int:
    """Bytes of a signature at most: of ECDSA two numbers in DER."""
    public = certificate.public_key()
    if isinstance(public, RSAPublicKey):
        return public.key_size // 8
    if isinstance(public, EllipticCurvePublicKey):
        return 2 * ((public.key_size + 7) // 8 + 3) + 3
    raise ValueError("neither an RSA nor an EC key")


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
        self._size = _signature_size(credential.certificate)

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """PKCS#1 v1.5 or ECDSA, as the certificate's key asks."""
        if dry_run:
            return bytes(self._size)
        if isinstance(self._key, TokenKey):
            return self._key.sign(data, digest_algorithm)
        if isinstance(self._key, EllipticCurvePrivateKey):
            return self._key.sign(data, ECDSA(_HASHES[digest_algorithm]))
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

    async def async_request_tsa_response(
        self, req: tsp.TimeStampReq
    ) -> tsp.TimeStampResp:
        """See pyHanko's TimeStamper."""
        reach("timestamp")
        answer = self.request_tsa_response(req)
        reach("timestamped")
        return answer

    def _sign_tst_info(
        self, tst_info_data: bytes, md_algorithm: str, dt: datetime
    ) -> tuple[bytes, cms.CMSAttributes]:
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
            [
                general.simple_cms_attribute(kind, value)
                for kind, value in values.items()
            ]
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
        signed_attrs: cms.CMSAttributes,
    ) -> dict[str, object]:
        data = super()._build_signed_data(
            tst_info_data, md_algorithm, signature, signed_attrs
        )
        data["signer_infos"][0]["signature_algorithm"] = algos.SignedDigestAlgorithm(
            {"algorithm": f"{md_algorithm}_rsa"}
        )
        return data
