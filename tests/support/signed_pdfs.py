"""Small PDFs signed by made-up people, and what is done to signed files elsewhere."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
from asn1crypto import keys as asn1_keys
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    NameObject,
    StreamObject,
    TextStringObject,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pipeline.archive.signing.credentials import asn1_certificate

NOW = datetime.now(UTC)
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Person:
    """A key with its certificate and, where another issued it, the issuer's."""

    key: PrivateKey
    certificate: x509.Certificate
    root: x509.Certificate

    @property
    def signer(self) -> signers.SimpleSigner:
        """pyHanko's signer."""
        store = SimpleCertificateStore()
        store.register(asn1_certificate(self.root))
        return signers.SimpleSigner(
            asn1_certificate(self.certificate), _asn1_key(self.key), store
        )


def _asn1_key(key: PrivateKey) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )


def made_person(
    name: str,
    issuer: Person | None = None,
    *,
    days: tuple[float, float] = (-1, 365),
    stamps: bool = False,
    key: PrivateKey | None = None,
    repudiable: bool = False,
) -> Person:
    """A person, self-signed or issued by a root.

    `days` from now bound the certificate; `stamps` makes time stamps; `repudiable` is for digital
    signature alone.
    """
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above = issuer.certificate.subject if issuer else subject
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    usage |= {"digital_signature": True, "content_commitment": not repudiable}
    usage |= dict.fromkeys(("key_cert_sign", "crl_sign"), issuer is None)
    builder = (
        x509.CertificateBuilder(
            subject_name=subject, issuer_name=above, public_key=key.public_key()
        )
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=days[0]))
        .not_valid_after(NOW + timedelta(days=days[1]))
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.BasicConstraints(issuer is None, None), critical=True)
    )
    if issuer is not None:
        place = [x509.UniformResourceIdentifier("http://crl.invalid/root.crl")]
        points = x509.CRLDistributionPoints(
            [x509.DistributionPoint(place, None, None, None)]
        )
        builder = builder.add_extension(points, critical=False)
    if stamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
    return Person(key, certificate, issuer.root if issuer else certificate)


def trusted_keys(folder: Path, *roots: Person, revoked: Person | None = None) -> Path:
    """A keys/ folder that trusts these roots; `revoked` stands in the CRL of the first."""
    trust = folder / "trust"
    trust.mkdir(parents=True)
    for number, root in enumerate(roots):
        (trust / f"{number}.pem").write_bytes(
            root.certificate.public_bytes(Encoding.PEM)
        )
    if revoked is not None:
        builder = x509.CertificateRevocationListBuilder(
            roots[0].certificate.subject,
            NOW - timedelta(hours=1),
            NOW + timedelta(days=7),
        )
        entry = x509.RevokedCertificateBuilder().serial_number(
            revoked.certificate.serial_number
        )
        gone = entry.revocation_date(NOW - timedelta(days=30)).build()
        crl = builder.add_revoked_certificate(gone).sign(roots[0].key, hashes.SHA256())
        (trust / "0.crl").write_bytes(crl.public_bytes(Encoding.DER))
    return folder


def plain_pdf() -> bytes:
    """A page with a text field."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"0 g 20 20 100 100 re f")
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("note"),
            Rect=Array([10, 150, 90, 170]),
            P=pdf.pages[0].obj,
        )
    )
    pdf.pages[0].obj.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()


def signed_pdf(
    who: Person, data: bytes | None = None, field: str = "Sig1", **more: Any
) -> bytes:
    """Sign, by an update at the end; `more` goes into pyHanko's metadata."""
    stamper = more.pop("timestamper", None)
    metadata = signers.PdfSignatureMetadata(field_name=field, **more)
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(data or plain_pdf()))
    signers.PdfSigner(metadata, who.signer, timestamper=stamper).sign_pdf(
        writer, output=out
    )
    return out.getvalue()


def signed_at(who: Person, moment: datetime) -> bytes:
    """Sign and claim this time."""
    return _embedded(who, lambda writer: None, moment)


def unlisted_pdf(who: Person) -> bytes:
    """A whole signature in a field that the page shows and the form does not list."""

    def unlist(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/AcroForm"]["/Fields"] = ArrayObject()
        writer.update_root()

    return _embedded(who, unlist, NOW)


def _embedded(
    who: Person, before: Callable[[IncrementalPdfFileWriter], None], moment: datetime
) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(plain_pdf()))
    steps = PdfCMSEmbedder().write_cms(field_name="Sig1", writer=writer)
    next(steps)
    steps.send(
        SigObjSetup(
            PdfSignedData(
                NameObject("/Sig"), fields.SigSeedSubFilter.PADES, timestamp=moment
            )
        )
    )
    before(writer)
    digest, out = steps.send(SigIOSetup(md_algorithm="sha256", in_place=True))
    attributes = PdfCMSSignedAttributes(signing_time=moment)
    steps.send(
        asyncio.run(
            who.signer.async_sign(
                digest.document_digest, "sha256", signed_attr_settings=attributes
            )
        )
    )
    return bytes(out.getvalue())


def stamped_pdf(stamper: Person) -> bytes:
    """A document time stamp and no signature."""
    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(plain_pdf()))
    signers.PdfTimeStamper(time_stamper(stamper)).timestamp_pdf(
        writer, "sha256", output=out
    )
    return out.getvalue()


def time_stamper(who: Person) -> DummyTimeStamper:
    """RFC 3161 tokens made in process."""
    return DummyTimeStamper(asn1_certificate(who.certificate), _asn1_key(who.key))


def with_empty_field() -> bytes:
    """A signature field that nobody has filled."""
    writer = IncrementalPdfFileWriter(io.BytesIO(plain_pdf()))
    fields.append_signature_field(
        writer, fields.SigFieldSpec("Empty", box=(100, 100, 150, 120))
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def form_filled(data: bytes) -> bytes:
    """Somebody fills in the text field, by an update at the end."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    field = next(
        one
        for one in writer.root["/AcroForm"]["/Fields"]
        if one.get_object().get("/T") == "note"
    )
    field.get_object()["/V"] = TextStringObject("filled in")
    writer.mark_update(field)
    return _written(writer)


def page_added_to(data: bytes) -> bytes:
    """Somebody draws over the page, by an update at the end."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0]
    more = writer.add_object(StreamObject(stream_data=b"0 g 30 30 60 40 re f"))
    page["/Contents"] = ArrayObject([page.raw_get("/Contents"), more])
    writer.update_container(page)
    return _written(writer)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def byte_changed(data: bytes) -> bytes:
    """One byte of the page's content."""
    place = data.index(b"20 20 100")
    return data[:place] + b"9" + data[place + 1 :]


def container_emptied(data: bytes) -> bytes:
    """The place for the signature was reserved and never filled."""
    start = data.index(b"/Contents <") + len(b"/Contents <")
    end = data.index(b">", start)
    return data[:start] + b"0" * (end - start) + data[end:]


def leaving_out(who: Person, before: int = 0, behind: int = 0) -> bytes:
    """A signature whose ByteRange leaves out bytes in front of its container, or the last ones of
    the file."""
    data = signed_pdf(who)
    start = data.index(b"/Contents <") + len(b"/Contents ")
    end = data.index(b">", start) + 1
    place = data.index(b"/ByteRange [") + len(b"/ByteRange [")
    closing = data.index(b"]", place)
    wanted = f"0 {start - before} {end} {len(data) - end - behind}".encode()
    data = data[:place] + wanted.ljust(closing - place) + data[closing:]
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data[: start - before] + data[end : len(data) - behind])
    attributes = PdfCMSSignedAttributes(signing_time=NOW)
    cms = asyncio.run(
        who.signer.async_sign(
            digest.finalize(), "sha256", signed_attr_settings=attributes
        )
    )
    return (
        data[: start + 1]
        + cms.dump().hex().encode().ljust(end - start - 2, b"0")
        + data[end - 1 :]
    )
