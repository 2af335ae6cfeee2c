"""What a signature adds to a file, and what it leaves out."""

from __future__ import annotations

import io
import zlib
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.keys import make_development_keys
from pipeline.archive.signing.profiles import profile_named
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.signing.updates.sealing import LeanWriter
from pipeline.archive.signing.visible.stamp import place_stamp
from pipeline.config import load_settings
from tests.support.archive_pages import VN, drawn_page
from tests.support.archive_pages import description as described
from tests.support.signed_pdfs import NOW, made_person, plain_pdf

SETTINGS = load_settings(
    environ={},
    options={"keys": {"development": True}, "organ": {"name": "UBND xã Thử"}},
)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Path]:
    """A file without and with a signature; keys/trust has a stranger's list of revocations, too."""
    folder = tmp_path_factory.mktemp("sealing")
    make_development_keys(folder / "keys", "UBND xã Thử")
    stranger = made_person("Nơi cấp khác")
    name = stranger.certificate.subject
    listed = x509.CertificateRevocationListBuilder(name, NOW, NOW).sign(
        stranger.key, hashes.SHA256()
    )
    (folder / "keys" / "trust" / "other.crl").write_bytes(
        listed.public_bytes(Encoding.DER)
    )
    page = drawn_page("ccitt", lines=5)
    pdf = write_archival_pdf([page], described(operator="Lê Thử"), folder / "plain.pdf")
    signer = open_signer(
        profile_named("archive-organ"),
        folder / "keys",
        SETTINGS.keys,
        SETTINGS.organ,
        "Lê Thử",
    )
    box = place_stamp(page.ocr, [], signer.corner, signer.stamp_size)
    signer.sign(pdf, folder / "signed.pdf", datetime.now(VN), box)
    return folder / "plain.pdf", folder / "signed.pdf"


def test_a_signature_adds_little_more_than_itself(made):
    """At most 1.3 times its parts: CMS and tokens as hex digits, certificates and lists of
    revocations deflated, the stamp's font."""
    plain, signed = (path.read_bytes() for path in made)
    parts = 0
    with pikepdf.open(made[1]) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            parts += 2 * len(cms.ContentInfo.load(bytes(field.V.Contents)).dump())
        for one in [*pdf.Root.DSS.Certs, *pdf.Root.DSS.CRLs]:
            parts += len(zlib.compress(one.read_bytes(), 9))
        stamp = pdf.pages[0].Annots[0].AP.N
        [font] = stamp.Resources.Font.FS.DescendantFonts
        parts += len(font.FontDescriptor.FontFile2.read_raw_bytes())
    assert len(signed) - len(plain) < 1.3 * parts < 45_000


def test_the_description_stays_as_it_was(made):
    with pikepdf.open(made[0]) as plain, pikepdf.open(made[1]) as signed:
        assert plain.Root.Metadata.read_bytes() == signed.Root.Metadata.read_bytes()
    assert made[1].read_bytes().count(b"<x:xmpmeta") == 1


def test_lists_of_authorities_that_have_no_part_in_it_stay_out(made):
    with pikepdf.open(made[1]) as pdf:
        issuers = {
            x509.load_der_x509_crl(one.read_bytes()).issuer.rfc4514_string()
            for one in pdf.Root.DSS.CRLs
        }
    assert len(issuers) == 3 and not any("khác" in one for one in issuers)


def test_streams_are_compressed_once():
    file = io.BytesIO(plain_pdf())
    writer = LeanWriter(file)
    packed = zlib.compress(b"a" * 999)
    filtered = generic.DictionaryObject(
        {generic.NameObject("/Filter"): generic.NameObject("/FlateDecode")}
    )
    for name, stream in (
        ("/Plain", generic.StreamObject(stream_data=b"a" * 999)),
        ("/Packed", generic.StreamObject(filtered, encoded_data=packed)),
    ):
        writer.root[generic.NameObject(name)] = writer.add_object(stream)
    writer.update_root()
    writer.write_in_place()
    with pikepdf.open(file) as pdf:
        for name in ("/Plain", "/Packed"):
            assert pdf.Root[name].read_bytes() == b"a" * 999
            assert len(pdf.Root[name].read_raw_bytes()) < 50
