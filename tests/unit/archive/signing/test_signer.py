"""Keys, levels and verdicts: what a set-up allows, and that no change goes unseen."""

from __future__ import annotations

import datetime as dt
import pickle
import random
import shutil
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from pipeline.archive.pdfa.assemble import write_archival_pdf
from pipeline.archive.signing.keys import MARK, make_development_keys
from pipeline.archive.signing.profiles import load_profiles
from pipeline.archive.signing.pyhanko_signer import open_signer
from pipeline.archive.signing.signer import Signer
from pipeline.archive.signing.visible.stamp import place_stamp
from pipeline.archive.verify.received import judge_received
from pipeline.archive.verify.written import check_signatures, check_structure
from pipeline.config import KeySettings, load_settings
from pipeline.errors import UsageError
from tests.support.archive_pages import VN, WHEN, blank_page, description, drawn_page
from tests.support.signed_pdfs import made_person

SETTINGS = load_settings(
    environ={},
    options={"keys": {"development": True}, "organ": {"name": "UBND phường Hàng Bạc"}},
)


@pytest.fixture(scope="module")
def keys_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    keys = tmp_path_factory.mktemp("archive") / "keys"
    make_development_keys(keys, "UBND phường Hàng Bạc")
    return keys


@pytest.fixture(scope="module")
def sealed(keys_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A B-LTA file of one page with a visible signature."""
    folder = tmp_path_factory.mktemp("sealed")
    page = drawn_page("ccitt", lines=5)
    pdf = write_archival_pdf([page], description(), folder / "plain.pdf")
    signer = opened(keys_dir)
    box = place_stamp(page.ocr, [], signer.corner, signer.stamp_size)
    signer.sign(pdf, folder / "signed.pdf", dt.datetime.now(VN), box)
    return folder / "signed.pdf"


def opened(
    keys_dir: Path,
    profile: str = "archive-organ",
    operator: str = "Lê Thử",
    **keys: object,
) -> Signer:
    settings = KeySettings.model_validate(SETTINGS.keys.model_dump() | keys)
    return open_signer(
        load_profiles()[profile], keys_dir, settings, SETTINGS.organ, operator
    )


def copied(keys_dir: Path, to: Path) -> Path:
    shutil.copytree(keys_dir, to)
    return to


def test_development_keys_are_private_and_say_what_they_are(keys_dir: Path) -> None:
    assert keys_dir.stat().st_mode & 0o777 == 0o700
    files = [path for path in keys_dir.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {
        "organ.p12",
        "person.p12",
        "tsa.p12",
        "issuing.p12",
        "passphrase",
        "root.pem",
        "tsa-root.pem",
        "root.crl",
        "issuing.crl",
        "tsa-root.crl",
    }
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in files)
    passphrase = (keys_dir / "passphrase").read_text().strip().encode()
    for name in ("organ", "person", "tsa"):
        _, certificate, chain = pkcs12.load_key_and_certificates(
            (keys_dir / f"{name}.p12").read_bytes(), passphrase
        )
        for one in [certificate, *chain]:
            assert one is not None
            assert (
                one.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value
                == MARK
            )
            assert one.not_valid_after_utc > dt.datetime.now(dt.UTC) + dt.timedelta(
                days=365 * 15
            )
    with pytest.raises(UsageError) as caught:
        make_development_keys(keys_dir, "x")
    assert caught.value.code == "keys_exist"


def test_level_is_the_highest_that_the_set_up_allows(
    keys_dir: Path, tmp_path: Path
) -> None:
    assert opened(keys_dir).level == "B-LTA"
    without_crl = copied(keys_dir, tmp_path / "no_crl")
    (without_crl / "trust" / "tsa-root.crl").unlink()
    assert opened(without_crl).level == "B-T"
    without_tsa = copied(keys_dir, tmp_path / "no_tsa")
    (without_tsa / "tsa.p12").unlink()
    assert opened(without_tsa).level == "B-B"
    assert opened(keys_dir, development=False).level == "B-B"


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT", "B-LTA"])
def test_a_profile_may_ask_for_less(keys_dir: Path, tmp_path: Path, level: str) -> None:
    profile = load_profiles()["archive-organ"].model_copy(update={"level": level})
    signer = open_signer(profile, keys_dir, SETTINGS.keys, SETTINGS.organ, "Thử")
    pdf = write_archival_pdf([blank_page()], description(), tmp_path / "a.pdf")
    signer.sign(pdf, tmp_path / "s.pdf", dt.datetime.now(VN))
    [verdict] = check_signatures(tmp_path / "s.pdf", keys_dir)
    assert (signer.level, verdict.level, verdict.valid) == (level, level, True)
    assert verdict.covers_file == (
        level != "B-LT"
    )  # an LT's validation data come after its signature


@pytest.mark.parametrize(
    ("missing", "level"), [("", "B-LTA"), ("trust/root.crl", "B-T"), ("tsa.p12", "B-B")]
)
def test_files_have_the_level_and_verify(
    keys_dir: Path, tmp_path: Path, missing: str, level: str
) -> None:
    keys = copied(keys_dir, tmp_path / "keys")
    if missing:
        (keys / missing).unlink()
    signer = opened(keys)
    pdf = write_archival_pdf([blank_page()], description(), tmp_path / "a.pdf")
    signed = signer.sign(pdf, tmp_path / "s.pdf", dt.datetime.now(VN))
    [verdict] = check_signatures(tmp_path / "s.pdf", keys)
    assert (signed.level, verdict.level, verdict.valid, verdict.covers_file) == (
        level,
        level,
        True,
        True,
    )
    assert verdict.signer == "UBND phường Hàng Bạc (DEV)"
    assert check_structure(tmp_path / "s.pdf") is None


@pytest.mark.parametrize(
    ("breakage", "code"),
    [
        ("no_file", "no_key"),
        ("passphrase", "wrong_passphrase"),
        ("no_passphrase", "no_passphrase"),
        ("garbage", "wrong_passphrase"),
        ("trust", "trust_invalid"),
    ],
)
def test_bad_keys_are_told_before_any_work(
    keys_dir: Path, tmp_path: Path, breakage: str, code: str
) -> None:
    keys = copied(keys_dir, tmp_path / "keys")
    match breakage:
        case "no_file":
            (keys / "organ.p12").unlink()
        case "passphrase":
            (keys / "passphrase").write_text("wrong\n")
        case "no_passphrase":
            (keys / "passphrase").unlink()
        case "garbage":
            (keys / "organ.p12").write_bytes(b"not a key")
        case "trust":
            (keys / "trust" / "root.pem").write_text(
                "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"
            )
    with pytest.raises(UsageError) as caught:
        opened(keys)
    assert caught.value.code == code and caught.value.remedy


def test_no_operator_no_signer(keys_dir: Path) -> None:
    with pytest.raises(UsageError) as caught:
        opened(keys_dir, operator="  ")
    assert caught.value.code == "no_operator"


def test_seal_profile_needs_its_picture(keys_dir: Path) -> None:
    with pytest.raises(UsageError) as caught:
        opened(keys_dir, "incoming-organ")
    assert caught.value.code == "no_seal_picture"


def own_certificate(folder: Path, first_day: int, last_day: int) -> None:
    """An EC key with a self-signed certificate, valid from and to so many days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "UBND PHƯỜNG HÀNG BẠC")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now + dt.timedelta(days=first_day))
        .not_valid_after(now + dt.timedelta(days=last_day))
        .sign(key, hashes.SHA256())
    )
    data = pkcs12.serialize_key_and_certificates(
        b"x", key, certificate, None, BestAvailableEncryption(b"secret")
    )
    (folder / "organ.p12").write_bytes(data)
    (folder / "trust").mkdir()
    (folder / "trust" / "own.pem").write_bytes(certificate.public_bytes(Encoding.PEM))


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(-20, -10, "certificate_expired"), (10, 20, "certificate_not_yet_valid")],
)
def test_certificate_out_of_its_time(
    tmp_path: Path, first: int, last: int, code: str
) -> None:
    own_certificate(tmp_path, first, last)
    with pytest.raises(UsageError) as caught:
        opened(tmp_path, passphrase=SecretStr("secret"))
    assert caught.value.code == code


def revoke(folder: Path) -> None:
    """The issuer (here the certificate's own) puts it on its list."""
    data = (folder / "organ.p12").read_bytes()
    key, certificate, _ = pkcs12.load_key_and_certificates(data, b"secret")
    assert certificate is not None and isinstance(key, ec.EllipticCurvePrivateKey)
    now = dt.datetime.now(dt.UTC)
    entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
    builder = x509.CertificateRevocationListBuilder(
        certificate.subject, now, now + dt.timedelta(days=7)
    )
    gone = entry.revocation_date(now - dt.timedelta(days=2)).build()
    made = builder.add_revoked_certificate(gone).sign(key, hashes.SHA256())
    (folder / "trust" / "own.crl").write_bytes(made.public_bytes(Encoding.DER))


def test_a_revoked_certificate_signs_at_no_level(tmp_path: Path) -> None:
    own_certificate(tmp_path, -10, 10)
    passphrase = {"passphrase": SecretStr("secret"), "development": False}
    assert opened(tmp_path, **passphrase).level == "B-B"
    revoke(tmp_path)
    with pytest.raises(UsageError) as caught:
        opened(tmp_path, **passphrase)
    assert caught.value.code == "certificate_revoked"


def test_elliptic_keys_sign_too(tmp_path: Path) -> None:
    own_certificate(tmp_path, -1, 100)
    pdf = write_archival_pdf([blank_page()], description(), tmp_path / "a.pdf")
    signed = opened(tmp_path, passphrase=SecretStr("secret"), development=False).sign(
        pdf, tmp_path / "s.pdf", dt.datetime.now(VN)
    )
    [verdict] = check_signatures(tmp_path / "s.pdf", tmp_path)
    assert (
        signed.level == "B-B"
        and verdict.valid
        and verdict.signer == "UBND PHƯỜNG HÀNG BẠC"
    )


def test_a_copy_in_another_process_signs_as_well(
    keys_dir: Path, tmp_path: Path
) -> None:
    signer = pickle.loads(pickle.dumps(opened(keys_dir)))
    pdf = write_archival_pdf([blank_page()], description(), tmp_path / "a.pdf")
    signer.sign(pdf, tmp_path / "s.pdf", dt.datetime.now(VN))
    assert check_signatures(tmp_path / "s.pdf", keys_dir)[0].valid
    assert b"PRIVATE" not in pickle.dumps(signer)


def test_a_key_that_may_sign_makes_files_that_verify(
    keys_dir: Path, tmp_path: Path
) -> None:
    """Certificates for digital signature alone are accepted for signing: so are the files that they
    made."""
    only = made_person("UBND xã Mẫu", repudiable=True)
    keys = copied(keys_dir, tmp_path / "keys")
    phrase = BestAvailableEncryption((keys / "passphrase").read_text().strip().encode())
    packed = pkcs12.serialize_key_and_certificates(
        b"k", only.key, only.certificate, None, phrase
    )
    (keys / "organ.p12").write_bytes(packed)
    pdf = write_archival_pdf([blank_page()], description(), tmp_path / "a.pdf")
    opened(keys).sign(pdf, tmp_path / "s.pdf", dt.datetime.now(VN))
    [verdict] = check_signatures(tmp_path / "s.pdf", keys)
    assert (verdict.intact, verdict.trusted) == (
        True,
        False,
    )  # its root is not in keys/trust
    (keys / "trust" / "own.pem").write_bytes(
        only.certificate.public_bytes(Encoding.PEM)
    )
    assert check_signatures(tmp_path / "s.pdf", keys)[0].valid


def test_a_certificate_without_its_key_is_no_wrong_passphrase(
    keys_dir: Path, tmp_path: Path
) -> None:
    keys = copied(keys_dir, tmp_path / "keys")
    only = made_person("UBND xã Mẫu").certificate
    for data in (only.public_bytes(Encoding.PEM), only.public_bytes(Encoding.DER)):
        (keys / "organ.p12").write_bytes(data)
        with pytest.raises(UsageError) as caught:
            opened(keys)
        assert caught.value.code == "key_not_supported"


def test_claimed_time_is_the_one_given(keys_dir: Path, tmp_path: Path) -> None:
    pdf = write_archival_pdf([blank_page()], description(), tmp_path / "a.pdf")
    opened(keys_dir).sign(pdf, tmp_path / "s.pdf", WHEN)
    [verdict] = check_signatures(tmp_path / "s.pdf", keys_dir)
    assert verdict.signed_at == WHEN


def test_every_flipped_bit_is_found(
    sealed: Path, keys_dir: Path, tmp_path: Path
) -> None:
    data = sealed.read_bytes()
    [whole] = check_signatures(sealed, keys_dir)
    assert whole.valid and whole.covers_file
    rnd = random.Random(11)
    container = range(
        data.rindex(b"/Contents"), len(data)
    )  # what no signature covers lies in here
    places = [rnd.randrange(len(data)) for _ in range(35)] + [
        rnd.choice(container) for _ in range(35)
    ]
    unseen = []
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 1 << rnd.randrange(8)
        (tmp_path / "x.pdf").write_bytes(changed)
        found = check_signatures(tmp_path / "x.pdf", keys_dir)
        if not found or all(verdict.valid for verdict in found):
            unseen.append(place)
    assert unseen == []


@pytest.mark.parametrize(
    "hidden",
    [b"/AcroForm", b"/Fields", b"/ByteRange", b"/DocTimeStamp", b"/Type /Sig", b"/V "],
)
def test_a_change_that_hides_a_signature_is_found(
    sealed: Path, keys_dir: Path, tmp_path: Path, hidden: bytes
) -> None:
    data = bytearray(sealed.read_bytes())
    place = data.rindex(hidden) + 1
    data[place] ^= 1
    (tmp_path / "x.pdf").write_bytes(data)
    found = check_signatures(tmp_path / "x.pdf", keys_dir)
    assert found and not all(verdict.valid for verdict in found)


@pytest.mark.parametrize("tail", [b"x", b"\n", b"%%EOF\n", b"\nstartxref\n0\n%%EOF\n"])
def test_junk_after_the_end_is_found(
    sealed: Path, keys_dir: Path, tmp_path: Path, tail: bytes
) -> None:
    (tmp_path / "x.pdf").write_bytes(sealed.read_bytes() + tail)
    assert not all(
        verdict.valid for verdict in check_signatures(tmp_path / "x.pdf", keys_dir)
    )


def test_truncated_and_foreign_files_are_no_crash(
    sealed: Path, keys_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(sealed.read_bytes()[:-5000])
    assert not all(
        verdict.valid for verdict in check_signatures(tmp_path / "x.pdf", keys_dir)
    )
    (tmp_path / "x.pdf").write_bytes(b"hello")
    assert check_signatures(tmp_path / "x.pdf", keys_dir)[0].problem == "unreadable"
    assert check_structure(tmp_path / "x.pdf") == "pdf_unreadable"


def test_structure_names_what_is_wrong(tmp_path: Path) -> None:
    import pikepdf

    write_archival_pdf([blank_page()], description(), tmp_path / "a.pdf")
    assert check_structure(tmp_path / "a.pdf") is None
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        del pdf.Root.Metadata
        pdf.save(tmp_path / "plain.pdf")
        pdf.save(
            tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u")
        )
        del pdf.pages[0]
        pdf.save(tmp_path / "empty.pdf")
    assert check_structure(tmp_path / "plain.pdf") == "pdf_no_pdfa_claim"
    assert check_structure(tmp_path / "plain.pdf", archival=False) is None
    assert check_structure(tmp_path / "locked.pdf") == "pdf_encrypted"
    assert check_structure(tmp_path / "empty.pdf") == "pdf_no_pages"


def test_received_files_get_one_word(
    sealed: Path, keys_dir: Path, tmp_path: Path
) -> None:
    write_archival_pdf([blank_page()], description(), tmp_path / "unsigned.pdf")
    assert judge_received(tmp_path / "unsigned.pdf", keys_dir) == ((), "unsigned")
    verdicts, word = judge_received(sealed, keys_dir)
    assert (word, verdicts[0].valid) == ("valid", True)
    stranger = tmp_path / "stranger"
    (stranger / "trust").mkdir(parents=True)
    verdicts, word = judge_received(sealed, stranger)
    assert (word, verdicts[0].intact, verdicts[0].trusted) == ("untrusted", True, False)
    data = bytearray(sealed.read_bytes())
    data[data.index(b"stream") + 40] ^= 1
    (tmp_path / "broken.pdf").write_bytes(data)
    assert judge_received(tmp_path / "broken.pdf", keys_dir)[1] in {
        "broken",
        "unreadable",
    }
    (tmp_path / "junk.pdf").write_bytes(sealed.read_bytes() + b"\n\n")
    assert judge_received(tmp_path / "junk.pdf", keys_dir)[1] == "changed"
